#include "activate/cli/build.hpp"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "activate/cli/evaluation.hpp"
#include "activate/cli/interruption.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

// Where `store_dir` is hm's own, its data stand beside it; where it is /nix/store or the like, they cannot.
std::string data_directory(const Places& places, const std::string& store_dir) {
  if (auto named = hm::environment("HM_STORE_DATA_DIR")) return absolute_path(*named, current_directory());
  if (store_dir == places.default_store()) return places.data_home + "/hm/var";
  return "";
}

// One line on a terminal that is written over; one line an event elsewhere.
class Progress {
 public:
  Progress(const Program& program, Store& store) : program_(program), store_(store) {}
  ~Progress() { clear(); }

  void operator()(const BuildEvent& event) {
    switch (event.kind) {
      case BuildEvent::Kind::Started:
        if (starts_process(event.derivation)) tell(fmt::format("building {}", short_name(event.derivation)));
        return;
      case BuildEvent::Kind::Waiting:
        return tell(fmt::format("another hm is building {}; waiting for it", short_name(event.derivation)));
      case BuildEvent::Kind::Log:
        if (program_.verbose > 0) {
          clear();
          say(visible(event.text));
        }
        return;
      case BuildEvent::Kind::Fetching: return fetching(event);
      case BuildEvent::Kind::Planned:
      case BuildEvent::Kind::Finished: return;
    }
  }

 private:
  static std::string short_name(const StorePath& derivation) {
    std::string name(derivation.name());
    if (name.ends_with(".drv")) name.resize(name.size() - 4);
    return name;
  }

  bool starts_process(const StorePath& path) {
    auto derivation = store_.read_derivation(path);
    return derivation && !derivation->builder.starts_with("builtin:");
  }

  void fetching(const BuildEvent& event) {
    std::string line = "fetching " + visible(event.text);
    if (event.done == 0 || (program_.terminal.err.terminal && program_.quiet == 0)) {
      if (event.total > 0) line += fmt::format(" ({} of {} KiB)", event.done / 1024, event.total / 1024);
      if (line != last_) tell(line);
      last_ = line;
    }
  }

  void tell(const std::string& line) {
    if (program_.quiet > 0) return;
    if (!program_.terminal.err.terminal || program_.verbose > 0) return say(line);
    clear();
    auto width = static_cast<std::size_t>(program_.terminal.width);
    write_all(STDERR_FILENO, line.substr(0, width > 1 ? width - 1 : 0));
    shown_ = true;
  }

  void clear() {
    if (shown_) write_all(STDERR_FILENO, "\r\x1b[K");
    shown_ = false;
  }

  const Program& program_;
  Store& store_;
  std::string last_;
  bool shown_ = false;
};

std::string system_of_machine() {
  utsname names{};
  if (::uname(&names) != 0) return "x86_64-linux";
  return fmt::format("{}-linux", names.machine);
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(Program& program, StoreUse use) {
  if (use == StoreUse::Write) HM_CHECK(check_owner(program.places));
  return Store::open(store_options(program, use), program.fs);
}

StoreOptions store_options(const Program& program, StoreUse use) {
  StoreOptions options;
  options.store_dir = store_directory(program.places);
  options.state_dir = program.places.state();
  options.data_dir = data_directory(program.places, options.store_dir);
  options.access = use == StoreUse::Write ? Database::Access::ReadWrite : Database::Access::ReadOnly;
  options.system = system_of_machine();
  return options;
}

Status with_build_options(Program& program, Store& store, const std::function<Status(const BuildOptions&)>& body) {
  Interruption interruption;
  Progress progress(program, store);
  BuildOptions options;
  options.progress = [&](const BuildEvent& event) { progress(event); };
  options.interrupted = [] { return Interruption::caught() != 0; };
  return body(options);
}

Result<std::vector<std::string>> build_outputs(Program& program, Store& store, const std::vector<std::string>& derivations) {
  std::vector<Wanted> wanted;
  for (const auto& path : derivations) {
    HM_TRY(auto derivation, StorePath::parse(store.dir(), path));
    wanted.push_back({std::move(derivation), {}});
  }
  Realised realised;
  HM_CHECK(with_build_options(program, store, [&](const BuildOptions& options) -> Status {
    HM_TRY(realised, store.realise(wanted, options));
    return {};
  }));
  std::vector<std::string> paths;
  for (const auto& w : wanted) {
    const Outputs& outputs = realised[w.derivation];
    auto out = outputs.find("out");
    if (out == outputs.end()) out = outputs.begin();
    if (out == outputs.end()) return fail(Code::InvalidDerivation, "'{}' has no outputs", w.derivation.in(store.dir()));
    paths.push_back(out->second.in(store.dir()));
  }
  return paths;
}

Result<std::string> build_output(Program& program, Store& store, const std::string& derivation, const std::string& output) {
  HM_TRY(auto path, StorePath::parse(store.dir(), derivation));
  Realised realised;
  HM_CHECK(with_build_options(program, store, [&](const BuildOptions& options) -> Status {
    HM_TRY(realised, store.realise({{path, {output}}}, options));
    return {};
  }));
  auto found = realised[path].find(output);
  if (found == realised[path].end()) return fail(Code::InvalidDerivation, "'{}' has no output '{}'", derivation, output);
  return found->second.in(store.dir());
}

Status make_result_link(Store& store, const std::string& link, const std::string& object) {
  HM_TRY(auto target, StorePath::parse(store.dir(), object));
  return store.make_root_link(link, target);
}

Result<StorePath> object_of(const Store& store, const std::string& path) {
  std::string absolute = absolute_path(path, current_directory());
  const std::string& dir = store.dir();
  // A result link or a profile is as good a name as the path it leads to.
  if (!absolute.starts_with(dir + "/")) {
    char* real = ::realpath(absolute.c_str(), nullptr);
    if (real) {
      absolute = real;
      ::free(real);
    }
  }
  if (!absolute.starts_with(dir + "/")) {
    return fail(Code::InvalidStorePath, "'{}' is not in the store '{}'", path, dir);
  }
  std::string base = absolute.substr(dir.size() + 1);
  return StorePath::parse_base(base.substr(0, base.find('/')));
}

}  // namespace hm
