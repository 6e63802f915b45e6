// hm store add|cat|ls|path-info|verify
#include <sys/stat.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/build.hpp"
#include "activate/cli/host.hpp"
#include "activate/cli/interruption.hpp"
#include "activate/cli/report.hpp"
#include "activate/cli/size_text.hpp"

namespace hm {

namespace {

struct StoreVerbOptions {
  std::vector<std::string> paths;
  std::string name;
  bool json = false, recursive = false, flat = false, long_form = false;
};
using Shared = std::shared_ptr<StoreVerbOptions>;

// --- add ------------------------------------------------------------------------------------------------------

Result<int> add(Program& program, const StoreVerbOptions& o) {
  if (!o.name.empty() && o.paths.size() != 1) return fail(Code::Usage, "--name is for one path");
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  Json list = Json::array();
  std::vector<std::string> added;
  for (const auto& path : o.paths) {
    SourceOptions options;
    std::string absolute = absolute_path(path, current_directory());
    options.name = o.name.empty() ? absolute.substr(absolute.rfind('/') + 1) : o.name;
    options.recursive = !o.flat;
    HM_TRY(auto result, store->add_source(absolute, options));
    added.push_back(result.in(store->dir()));
  }
  HM_CHECK(store->flush());
  for (const auto& path : added) list.push_back(path);
  if (o.json) put_json("store-add", 1, {{"paths", list}});
  for (const auto& path : added) {
    if (!o.json) put(path + "\n");
  }
  return kDone;
}

// --- cat, ls --------------------------------------------------------------------------------------------------

Status must_be_valid(Store& store, const StorePath& path) {
  HM_TRY(bool valid, store.is_valid(path));
  if (!valid) return fail(Code::NotFound, "'{}' is not a valid object of the store", path.in(store.dir()));
  return {};
}

// The path on the disk, after a look whether its object is complete.
Result<std::string> readable(Store& store, const std::string& path) {
  HM_TRY(auto object, object_of(store, path));
  HM_CHECK(must_be_valid(store, object));
  std::string absolute = absolute_path(path, current_directory());
  return absolute.starts_with(store.dir() + "/") ? absolute : object.in(store.dir());
}

Result<int> cat(Program& program, const StoreVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Read));
  RealHost host({});
  for (const auto& path : o.paths) {
    HM_TRY(auto found, readable(*store, path));
    HM_TRY(auto text, host.read_file(found));
    put(text);
  }
  return kDone;
}

std::string_view kind_text(FileKind kind) {
  switch (kind) {
    case FileKind::Regular: return "file";
    case FileKind::Directory: return "directory";
    case FileKind::Symlink: return "symlink";
    default: return "other";
  }
}

Result<int> ls(Program& program, const StoreVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Read));
  RealHost host({});
  Json list = Json::array();
  for (const auto& path : o.paths) {
    HM_TRY(auto found, readable(*store, path));
    HM_TRY(auto kind, host.kind_of(found));
    std::vector<DirectoryEntry> entries;
    if (kind == FileKind::Directory) {
      HM_TRY(entries, host.list_directory(found));
    } else {
      entries.push_back({found, kind});
    }
    for (const auto& entry : entries) {
      list.push_back({{"name", entry.name}, {"kind", kind_text(entry.kind)}});
      if (o.json) continue;
      if (o.long_form) put(fmt::format("{:<10}", kind_text(entry.kind)));
      put(entry.name + "\n");
    }
  }
  if (o.json) put_json("store-ls", 1, {{"entries", list}});
  return kDone;
}

// --- path-info ------------------------------------------------------------------------------------------------

Json described(const PathInfo& info, const std::string& dir) {
  Json references = Json::array();
  for (const auto& r : info.references) references.push_back(r.in(dir));
  return {{"path", info.path.in(dir)},
          {"narHash", info.nar_hash.sri()},
          {"narSize", info.nar_size},
          {"references", references},
          {"deriver", info.deriver ? Json(info.deriver->in(dir)) : Json()},
          {"contentAddress", info.content_address.empty() ? Json() : Json(info.content_address)},
          {"registered", info.registered}};
}

Result<int> path_info(Program& program, const StoreVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Read));
  std::vector<StorePath> paths;
  for (const auto& path : o.paths) {
    HM_TRY(auto object, object_of(*store, path));
    HM_CHECK(must_be_valid(*store, object));
    paths.push_back(std::move(object));
  }
  if (o.recursive) {
    HM_TRY(paths, store->closure(paths));
  }
  Json list = Json::array();
  for (const auto& path : paths) {
    HM_TRY(auto info, store->path_info(path));
    if (!info) return fail(Code::NotFound, "'{}' is not a valid object of the store", path.in(store->dir()));
    if (o.json) {
      list.push_back(described(*info, store->dir()));
      continue;
    }
    put(fmt::format("{}\n  hash        {}\n  size        {}\n", path.in(store->dir()), info->nar_hash.sri(), size_text(info->nar_size)));
    if (info->deriver) put(fmt::format("  made by     {}\n", info->deriver->in(store->dir())));
    for (const auto& r : info->references) put(fmt::format("  refers to   {}\n", r.in(store->dir())));
  }
  if (o.json) put_json("store-path-info", 1, {{"paths", list}});
  return kDone;
}

// --- verify ---------------------------------------------------------------------------------------------------

std::string_view problem_text(VerifyReport::Problem::Kind kind) {
  switch (kind) {
    case VerifyReport::Problem::Kind::Missing: return "missing";
    case VerifyReport::Problem::Kind::Changed: return "changed";
    case VerifyReport::Problem::Kind::Unreadable: return "unreadable";
  }
  return "";
}

Result<int> verify(Program& program, const StoreVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Read));
  std::vector<StorePath> paths;
  for (const auto& path : o.paths) {
    HM_TRY(auto object, object_of(*store, path));
    paths.push_back(std::move(object));
  }
  Interruption interruption;
  HM_TRY(auto report, store->verify(paths, [] { return Interruption::caught() != 0; }));
  bool good = report.problems.empty() && report.database.empty();
  if (o.json) {
    Json problems = Json::array();
    for (const auto& p : report.problems) {
      problems.push_back({{"path", p.path.in(store->dir())}, {"kind", problem_text(p.kind)}, {"text", p.text}});
    }
    put_json("store-verify", 1, {{"ok", good}, {"checked", report.checked}, {"bytes", report.bytes},
                                 {"problems", problems}, {"database", report.database}});
  } else {
    for (const auto& p : report.problems) {
      put(fmt::format("{}: {} ({})\n", problem_text(p.kind), p.path.in(store->dir()), p.text));
    }
    for (const auto& text : report.database) put(fmt::format("database: {}\n", text));
    put(fmt::format("{} objects ({}) checked, {} wrong\n", report.checked, size_text(report.bytes), report.problems.size()));
  }
  return good ? kDone : kMachineRefused;
}

Shared common(Arguments& a, const char* what, bool required) {
  auto o = std::make_shared<StoreVerbOptions>();
  if (required) {
    a.required("PATH", &o->paths, what);
  } else {
    a.positional("PATH", &o->paths, what);
  }
  return o;
}

}  // namespace

Action declare_store_add(Arguments& a) {
  auto o = common(a, "files or directories", true);
  a.option("--name", "NAME", &o->name, "what the object is called");
  a.flag("--flat", o->flat, "address a file by the hash of its bytes alone");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return add(program, *o); };
}

Action declare_store_cat(Arguments& a) {
  auto o = common(a, "files in the store", true);
  return [o](Program& program) { return cat(program, *o); };
}

Action declare_store_ls(Arguments& a) {
  auto o = common(a, "directories in the store", true);
  a.flag("-l,--long", o->long_form, "show what each entry is");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return ls(program, *o); };
}

Action declare_store_path_info(Arguments& a) {
  auto o = common(a, "store paths, or links to them", true);
  a.flag("-r,--recursive", o->recursive, "and everything they need");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return path_info(program, *o); };
}

Action declare_store_verify(Arguments& a) {
  auto o = common(a, "store paths; without one, all", false);
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return verify(program, *o); };
}

}  // namespace hm
