// Fetching as evaluation asks for it. What is fetched lies in a directory of ours first and goes from there
// into the store; in read-only evaluation it stays there, remembered under the name it would have, until the
// host is gone.
#include <stdlib.h>

#include <algorithm>

#include <fmt/format.h>

#include "activate/cli/host.hpp"
#include "activate/cli/observations.hpp"
#include "store/archive_read.hpp"
#include "store/fetch/fetch.hpp"
#include "store/fetch/fetch_git.hpp"
#include "store/fs_steps.hpp"
#include "store/store.hpp"

namespace hm {

namespace {

std::string key_of(const Host::FetchRequest& r) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}{}{}{}{}", r.kind, r.url, r.name,
                     r.expected ? r.expected->sri() : "", r.revision, r.reference, r.flat, r.submodules,
                     r.shallow, r.all_refs, r.export_ignore);
}

// The latest modification time of what is in a tree.
Status find_newest(Fs& fs, const std::string& path, std::int64_t& newest) {
  HM_TRY(const NodeStatus status, fs.stat(At(path), Follow::No));
  newest = std::max(newest, status.mtime_seconds);
  if (status.kind != NodeKind::Directory) return {};
  HM_TRY(const Fd directory, fs.open_directory(At(path), Follow::No));
  HM_TRY(const auto entries, fs.list(directory));
  for (const NodeEntry& entry : entries) HM_CHECK(find_newest(fs, path + "/" + entry.name, newest));
  return {};
}

}  // namespace

// A new directory, of this host alone.
Result<std::string> RealHost::scratch_directory() {
  RealFs disk;
  Fs& fs = disk;
  const std::string parent = settings_.cache_dir + "/scratch";
  HM_CHECK(make_directories(fs, parent, 0700));
  std::string path = parent + "/XXXXXX";
  if (!::mkdtemp(path.data())) return fail_errno(errno, fmt::format("make a directory in '{}'", parent));
  scratch_.push_back(path);
  return path;
}

void RealHost::remove_scratch() {
  RealFs disk;
  Fs& fs = disk;
  for (const std::string& path : scratch_) {
    const std::size_t slash = path.rfind('/');
    auto parent = fs.open_directory(At(path.substr(0, slash)));
    if (parent) ignore(remove_tree(fs, *parent, path.substr(slash + 1)), "it is only scratch");
  }
  scratch_.clear();
}

RealHost::~RealHost() {
  remove_scratch();
}

Result<Host::Fetched> RealHost::fetch(const FetchRequest& request) {
  // The same next time only where the hash says so. It says nothing of the commit that a branch is at.
  const bool pinned = request.expected && (request.kind != "git" || !request.revision.empty());
  if (settings_.observations && !pinned) settings_.observations->unrepeatable();
  const std::string key = key_of(request);
  if (const auto known = fetched_.find(key); known != fetched_.end()) return known->second;
  HM_TRY(Fetched fetched, fetch_anew(request));
  // The store has it now; otherwise it is read from where it is.
  if (settings_.store) remove_scratch();
  fetched_.emplace(key, fetched);
  return fetched;
}

Result<Host::Fetched> RealHost::fetch_anew(const FetchRequest& request) {
  if (request.expected) {
    const StorePath known =
        fixed_output_path(settings_.store_dir, request.name, *request.expected, !request.flat);
    if (is_valid_path(known)) {
      Fetched there;
      there.path = known;
      if (!request.flat) there.nar_hash = request.expected->sri();
      return there;
    }
  }
  if (request.kind == "path") return fetch_path(request);
  if (request.kind == "git") return fetch_repository(request);
  if (request.kind == "file" || request.kind == "tarball") return fetch_download(request);
  return fail(Code::MissingBuiltin, "hm cannot fetch by {} yet: '{}'", request.kind, request.url);
}

// Takes what lies at `path` under the request's name.
Result<Host::Fetched> RealHost::take_fetched(const FetchRequest& request, const std::string& path,
                                             const ImportOptions& options) {
  Fetched fetched;
  HM_TRY(fetched.path, import_path(path, options));
  if (settings_.store) {
    HM_TRY(const auto about, settings_.store->path_info(fetched.path));
    if (about) fetched.nar_hash = about->nar_hash.sri();
    // What was fetched is staged; reading it must see it.
    HM_CHECK(settings_.store->flush());
  } else if (!request.flat) {
    HM_TRY(const Hash hash,
           hash_tree(fetched.path.in(settings_.store_dir),
                     {.name = options.name, .recursive = true, .filter = {}, .expected = {}}, nullptr));
    fetched.nar_hash = hash.sri();
  }
  return fetched;
}

Result<Host::Fetched> RealHost::fetch_path(const FetchRequest& request) {
  // An object of the right name is taken as it is; its files have no times of their own.
  auto object = StorePath::parse(settings_.store_dir, request.url);
  if (object && object->name() == request.name && is_valid_path(*object)) {
    Fetched fetched;
    fetched.path = *object;
    HM_TRY(const Hash hash,
           hash_tree(request.url, {.name = request.name, .recursive = true, .filter = {}, .expected = {}},
                     nullptr));
    fetched.nar_hash = hash.sri();
    fetched.last_modified = 0;
    return fetched;
  }
  HM_TRY(const FileKind kind, kind_of(request.url));
  if (kind == FileKind::Missing) return fail(Code::NotFound, "path '{}' does not exist", request.url);
  HM_TRY(Fetched fetched,
         take_fetched(request, request.url,
                      {.name = request.name, .recursive = true, .filter = {}, .expected = {}}));
  RealFs disk;
  Fs& fs = disk;
  std::int64_t newest = 0;
  if (locate(request.url).kind == Place::Disk) HM_CHECK(find_newest(fs, request.url, newest));
  fetched.last_modified = newest;
  return fetched;
}

Result<Host::Fetched> RealHost::fetch_download(const FetchRequest& request) {
  RealFs disk;
  Fs& fs = disk;
  HM_TRY(const std::string scratch, scratch_directory());
  const std::string file = scratch + "/file", unpacked = scratch + "/unpacked";
  HM_CHECK(fetch_url(fs, request.url, At(file), {}));
  std::string from = file;
  std::int64_t newest = 0;
  if (request.kind == "tarball") {
    HM_CHECK(fs.make_directory(At(unpacked), 0700));
    HM_TRY(const Fd held, fs.open_directory(At(unpacked), Follow::No));
    HM_CHECK(unpack_archive(fs, At(file), held, {}, &newest)
                 .context(fmt::format("while unpacking '{}'", request.url)));
    HM_TRY(const std::string root, only_directory(fs, held));
    from = unpacked + (root.empty() ? "" : "/" + root);
  }
  ImportOptions options;
  options.name = request.name;
  options.recursive = !request.flat;
  options.expected = request.expected;
  auto fetched = take_fetched(request, from, options);
  if (!fetched) {
    // The user knows the URL, not our directory.
    std::string& message = fetched.error().diagnostic().message;
    if (const std::size_t at = message.find(from); at != std::string::npos)
      message.replace(at, from.size(), request.url);
    return std::move(fetched).error();
  }
  if (request.kind == "tarball") fetched->last_modified = newest;
  return fetched;
}

Result<Host::Fetched> RealHost::fetch_repository(const FetchRequest& request) {
  RealFs disk;
  Fs& fs = disk;
  HM_TRY(const std::string scratch, scratch_directory());
  GitSource source;
  source.url = request.url;
  source.revision = request.revision;
  source.reference = request.reference;
  source.submodules = request.submodules;
  source.shallow = request.shallow;
  source.all_refs = request.all_refs;
  source.export_ignore = request.export_ignore;
  HM_TRY(GitTree tree, fetch_git(fs, source, {settings_.cache_dir + "/git", scratch, {}}, scratch + "/tree"));
  for (const std::string& warning : tree.warnings) narrate("warning: " + warning);
  ImportOptions options;
  options.name = request.name;
  std::string from = scratch + "/tree";
  if (!tree.working_tree.empty()) {
    from = tree.working_tree;
    options.filter = [&](const std::string& path, FileKind) {
      return tree.files.contains(path.substr(from.size() + 1));
    };
  }
  HM_TRY(Fetched fetched, take_fetched(request, from, options));
  fetched.revision = tree.revision;
  fetched.dirty_revision = tree.dirty_revision;
  fetched.last_modified = tree.last_modified;
  fetched.revision_count = tree.revision_count;
  return fetched;
}

}  // namespace hm
