#include "store/fetch/fetch_git.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "lang/base/hash.hpp"
#include "store/archive_read.hpp"
#include "store/build/process.hpp"
#include "store/fetch/fetch.hpp"
#include "store/fs_steps.hpp"

extern char** environ;

namespace hm {
namespace {

constexpr int kMaxSubmoduleDepth = 32;
constexpr std::size_t kPathsAtOnce = 512;  // arguments of one process

// Ours, but for what would point git to another repository.
std::vector<std::string> git_environment() {
  std::vector<std::string> result;
  for (char** at = environ; *at; ++at) {
    const std::string_view variable = *at;
    const bool ours = variable.starts_with("GIT_DIR=") || variable.starts_with("GIT_WORK_TREE=") ||
                      variable.starts_with("GIT_INDEX_FILE=") ||
                      variable.starts_with("GIT_OBJECT_DIRECTORY=") ||
                      variable.starts_with("GIT_ALTERNATE_OBJECT_DIRECTORIES=") ||
                      variable.starts_with("GIT_CEILING_DIRECTORIES=") || variable.starts_with("LC_ALL=") ||
                      variable.starts_with("GIT_TERMINAL_PROMPT=");
    if (!ours) result.emplace_back(variable);
  }
  result.emplace_back("LC_ALL=C");
  result.emplace_back("GIT_TERMINAL_PROMPT=0");  // nobody is there to answer
  return result;
}

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find(at, from), text.size());
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

std::int64_t number_of(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// git, asked about one repository.
class Git {
 public:
  Git(std::string program, std::string directory, const std::function<bool()>& interrupted)
      : program_(std::move(program)), directory_(std::move(directory)), interrupted_(interrupted) {}

  const std::string& directory() const { return directory_; }

  // Standard output. `quiet`: an exit status other than 0 gives nothing.
  Result<std::optional<std::string>> ask(std::vector<std::string> arguments) const {
    std::string output, errors;
    HM_TRY(const ProcessResult result, run(std::move(arguments), output, errors));
    if (!result.ok()) return std::optional<std::string>();
    return std::optional<std::string>(std::move(output));
  }

  Result<std::string> get(std::vector<std::string> arguments) const {
    std::string output, errors;
    const std::string what = arguments.front();
    HM_TRY(const ProcessResult result, run(std::move(arguments), output, errors));
    if (result.ok()) return output;
    Error error = fail(Code::Network, "'git {}' for '{}' {}", what, directory_, result.describe());
    for (const std::string& line : split(errors, '\n')) error.note("git: " + line);
    return error;
  }

 private:
  Result<ProcessResult> run(std::vector<std::string> arguments, std::string& output,
                            std::string& errors) const {
    ProcessRequest request;
    request.program = program_;
    request.arguments = {"-C", directory_};
    request.arguments.insert(request.arguments.end(), std::make_move_iterator(arguments.begin()),
                             std::make_move_iterator(arguments.end()));
    request.environment = git_environment();
    request.separate_errors = true;
    request.interrupted = interrupted_;
    request.on_output = [&](std::string_view bytes) -> Status {
      output += bytes;
      return {};
    };
    request.on_error = [&](std::string_view bytes) -> Status {
      constexpr std::size_t kEnough = 4096;
      if (errors.size() < kEnough) errors += bytes;
      return {};
    };
    return run_process(request);
  }

  std::string program_, directory_;
  const std::function<bool()>& interrupted_;
};

struct Submodule {
  std::string path, url, branch, revision;
};

class Fetch {
 public:
  Fetch(Fs& fs, const GitPlaces& places, std::string program)
      : fs_(fs), places_(places), program_(std::move(program)) {}

  Result<GitTree> tree(const GitSource& source, const std::string& into, int depth) {
    if (depth > kMaxSubmoduleDepth)
      return fail(Code::BadUse, "submodules of '{}' are nested too deeply", source.url);
    HM_TRY(const std::string local, local_repository(source.url));
    if (!local.empty() && source.revision.empty() && source.reference.empty())
      return working_tree(local, source);
    GitTree tree;
    if (!local.empty()) {
      const Git git(program_, local, places_.interrupted);
      HM_TRY(tree.revision, local_revision(git, source));
      HM_CHECK(commit(git, source, local, into, depth, tree));
      return tree;
    }
    HM_TRY(const Git git, cached_repository(source));
    HM_TRY(tree.revision, fetched_revision(git, source, tree));
    HM_CHECK(commit(git, source, source.url, into, depth, tree));
    return tree;
  }

 private:
  // --- where the repository is --------------------------------------------------------------------
  // The path of a repository with a working tree on this machine, or "".
  Result<std::string> local_repository(const std::string& url) {
    if (!url.starts_with("file:")) return std::string();
    HM_TRY(std::string path, path_of_file_url(url));
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    HM_TRY(const NodeStatus there, fs_.stat(At(path), Follow::Yes));
    if (there.kind == NodeKind::Missing)
      return fail(Code::NotFound, "there is no Git repository at '{}'", path);
    HM_TRY(const NodeStatus git, fs_.stat(At(path + "/.git"), Follow::Yes));
    return git.kind == NodeKind::Missing ? std::string() : path;
  }

  Result<Git> cached_repository(const GitSource& source) {
    HM_CHECK(make_directories(fs_, places_.cache, 0700));
    const std::string name =
        hash_of(HashAlgorithm::Sha256, source.url + (source.shallow ? " shallow" : "")).base32();
    const std::string path = places_.cache + "/" + name;
    HM_TRY(const NodeStatus there, fs_.stat(At(path + "/HEAD"), Follow::No));
    if (there.kind == NodeKind::Missing) {
      const Git outside(program_, places_.cache, places_.interrupted);
      HM_TRY(const std::string format, object_format(outside, source.url));
      HM_CHECK(outside.get({"init", "--quiet", "--bare", "--object-format=" + format, "--", path}));
    }
    return Git(program_, path, places_.interrupted);
  }

  // The remote's kind of hashes, told by the length of its names; sha1 where it says nothing.
  static Result<std::string> object_format(const Git& git, const std::string& url) {
    HM_TRY(const auto lines, git.ask({"ls-remote", "--", url}));
    const std::size_t length = lines ? std::min(lines->find('\t'), lines->size()) : 0;
    return std::string(length == 64 ? "sha256" : "sha1");
  }

  // --- which commit -------------------------------------------------------------------------------
  static Result<std::string> resolve(const Git& git, const std::string& reference, const std::string& url) {
    HM_TRY(const auto found,
           git.ask({"rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"}));
    if (!found) return fail(Code::BadUse, "resolving Git reference '{}': it is not in '{}'", reference, url);
    return one_line(*found);
  }

  Result<std::string> local_revision(const Git& git, const GitSource& source) {
    if (source.revision.empty()) return resolve(git, source.reference, git.directory());
    return has_revision(git, source, git.directory(), source.reference.empty() ? "HEAD" : source.reference);
  }

  static Result<std::string> has_revision(const Git& git, const GitSource& source, const std::string& where,
                                          const std::string& reference) {
    HM_TRY(const auto there, git.ask({"cat-file", "-e", source.revision + "^{commit}"}));
    if (there) return source.revision;
    return fail(Code::BadUse,
                "Cannot find Git revision '{}' in ref '{}' of repository '{}'! Please make sure that the rev "
                "exists on the ref "
                "you've specified or add allRefs = true; to fetchGit.",
                source.revision, reference, where);
  }

  Result<std::string> fetched_revision(const Git& git, const GitSource& source, GitTree& tree) {
    std::string reference = source.reference;
    bool fetch = true;
    if (!source.revision.empty()) {
      HM_TRY(const auto there, git.ask({"cat-file", "-e", source.revision + "^{commit}"}));
      fetch = !there;
    }
    if (reference.empty() && (fetch || source.revision.empty())) {
      HM_TRY(reference, remote_head(git, source.url, tree));
    }
    if (fetch) HM_CHECK(fetch_from(git, source, reference));
    if (!source.revision.empty()) return has_revision(git, source, source.url, reference);
    return resolve(
        git, reference.starts_with("refs/") || reference == "HEAD" ? reference : "refs/heads/" + reference,
        source.url);
  }

  static Status fetch_from(const Git& git, const GitSource& source, const std::string& reference) {
    const std::string whole =
        reference.starts_with("refs/") || reference == "HEAD" ? reference : "refs/heads/" + reference;
    const std::string what = source.all_refs            ? "refs/*:refs/*"
                             : !source.revision.empty() ? source.revision
                                                        : whole + ":" + whole;
    std::vector<std::string> arguments = {
        "fetch", "--quiet", "--force", "--no-tags", "--recurse-submodules=no", "--update-head-ok"};
    if (source.shallow) arguments.emplace_back("--depth=1");
    arguments.insert(arguments.end(), {"--", source.url, what});
    auto done = git.get(std::move(arguments));
    if (!done) {
      done.error().diagnostic().message = fmt::format("Failed to fetch git repository '{}'", source.url);
      return std::move(done).error();
    }
    return {};
  }

  static Result<std::string> remote_head(const Git& git, const std::string& url, GitTree& tree) {
    HM_TRY(const auto lines, git.ask({"ls-remote", "--symref", "--", url, "HEAD"}));
    constexpr std::string_view kPrefix = "ref: ";
    if (lines && lines->starts_with(kPrefix))
      return lines->substr(kPrefix.size(), lines->find('\t') - kPrefix.size());
    tree.warnings.push_back(fmt::format("could not read HEAD ref from repo at '{}', using 'master'", url));
    return std::string("master");
  }

  // --- a commit -----------------------------------------------------------------------------------
  Status commit(const Git& git, const GitSource& source, const std::string& url, const std::string& into,
                int depth, GitTree& tree) {
    HM_TRY(const std::string time,
           git.get({"log", "-1", "--no-show-signature", "--format=%ct", tree.revision}));
    tree.last_modified = number_of(one_line(time));
    if (!source.shallow) HM_CHECK(count_revisions(git, tree));
    HM_CHECK(fs_.make_directory(At(into), 0700));
    HM_TRY(const std::string listing, git.get({"ls-tree", "-r", "-z", tree.revision}));
    if (listing.empty()) return {};
    HM_CHECK(write_commit(git, source, tree.revision, into));
    if (source.submodules) HM_CHECK(write_submodules(git, source, url, tree.revision, listing, into, depth));
    return {};
  }

  static Status count_revisions(const Git& git, GitTree& tree) {
    HM_TRY(const std::string shallow, git.get({"rev-parse", "--is-shallow-repository"}));
    if (one_line(shallow) == "true") return {};
    HM_TRY(const std::string count, git.get({"rev-list", "--count", tree.revision}));
    tree.revision_count = number_of(one_line(count));
    return {};
  }

  // By `git archive` in an empty repository that borrows the objects: its own info/attributes have the last
  // word, so what the tree's .gitattributes say about conversions is not heard.
  Status write_commit(const Git& git, const GitSource& source, const std::string& revision,
                      const std::string& into) {
    const std::string beside = into + ".git", archive = into + ".tar";
    HM_TRY(const std::string format, git.get({"rev-parse", "--show-object-format"}));
    HM_TRY(const std::string objects,
           git.get({"rev-parse", "--path-format=absolute", "--git-path", "objects"}));
    const Git scratch(program_, places_.scratch, places_.interrupted);
    HM_CHECK(scratch.get(
        {"init", "--quiet", "--bare", "--template=", "--object-format=" + one_line(format), "--", beside}));
    HM_CHECK(make_directories(fs_, beside + "/info", 0700));
    std::string attributes = "* -text -ident -filter -working-tree-encoding -export-subst";
    if (!source.export_ignore) attributes += " -export-ignore";
    HM_CHECK(write_file(beside + "/info/attributes", attributes + "\n"));
    HM_CHECK(write_file(beside + "/objects/info/alternates", one_line(objects) + "\n"));
    const Git borrower(program_, beside, places_.interrupted);
    HM_CHECK(borrower.get({"archive", "--format=tar", "--output=" + archive, revision}));
    HM_TRY(const Fd held, fs_.open_directory(At(into), Follow::No));
    UnpackLimits limits;
    limits.depth = 1024;
    return unpack_archive(fs_, At(archive), held, limits);
  }

  Status write_file(const std::string& path, std::string_view text) {
    HM_TRY(Fd fd, fs_.create(At(path), Create::Truncate, 0600));
    HM_CHECK(fs_.write(fd, text));
    return fd.close();
  }

  // --- submodules ---------------------------------------------------------------------------------
  static Result<std::vector<Submodule>> submodules_of(const Git& git, const std::string& revision,
                                                      const std::string& listing) {
    std::map<std::string, std::string> links;  // path -> commit
    for (const std::string& line : split(listing, '\0')) {
      const std::size_t tab = line.find('\t');
      constexpr std::string_view kLink = "160000 commit ";
      if (line.starts_with(kLink) && tab != std::string::npos) {
        links[line.substr(tab + 1)] = line.substr(kLink.size(), tab - kLink.size());
      }
    }
    std::vector<Submodule> result;
    if (links.empty()) return result;
    HM_TRY(const auto text, git.ask({"config", "--blob", revision + ":.gitmodules", "-z", "--get-regexp",
                                     "^submodule\\..*\\.(path|url|branch)$"}));
    std::map<std::string, Submodule> by_name;
    for (const std::string& entry : split(text.value_or(""), '\0')) {
      const std::size_t end = entry.find('\n');
      if (end == std::string::npos) continue;
      const std::string key = entry.substr(0, end), value = entry.substr(end + 1);
      Submodule& module = by_name[key.substr(0, key.rfind('.'))];
      if (key.ends_with(".path")) module.path = value;
      if (key.ends_with(".url")) module.url = value;
      if (key.ends_with(".branch")) module.branch = value;
    }
    for (auto& [name, module] : by_name) {
      const auto link = links.find(module.path);
      if (link == links.end() || module.url.empty() || !is_safe_relative(module.path)) continue;
      module.revision = link->second;
      result.push_back(std::move(module));
    }
    return result;
  }

  // "../other" beside the repository that `base` names.
  static std::string resolve_url(std::string base, std::string url) {
    if (!url.starts_with("./") && !url.starts_with("../"))
      return url.starts_with('/') ? "file://" + url : url;
    if (base.starts_with('/')) base = "file://" + base;
    while (base.ends_with('/')) base.pop_back();
    for (;;) {
      if (url.starts_with("./")) {
        url.erase(0, 2);
      } else if (url.starts_with("../")) {
        url.erase(0, 3);
        base.resize(std::min(base.rfind('/'), base.size()));
      } else {
        return base + "/" + url;
      }
    }
  }

  Status write_submodules(const Git& git, const GitSource& source, const std::string& url,
                          const std::string& revision, const std::string& listing, const std::string& into,
                          int depth) {
    HM_TRY(const auto modules, submodules_of(git, revision, listing));
    std::string base = url;
    if (url.starts_with('/')) {
      HM_TRY(const auto origin, git.ask({"config", "--get", "remote.origin.url"}));
      if (origin) base = one_line(*origin);
    }
    for (const Submodule& module : modules) {
      GitSource inner;
      inner.url = resolve_url(base, module.url);
      inner.revision = module.revision;
      inner.reference = module.branch == "." ? source.reference : module.branch;
      inner.submodules = inner.all_refs = true;
      const std::string place = into + "/" + module.path,
                        beside = fmt::format("{}/module-{}", places_.scratch, ++modules_);
      HM_CHECK(tree(inner, beside, depth + 1)
                   .context(fmt::format("while fetching the submodule '{}'", module.path)));
      HM_CHECK(fs_.remove_directory(At(place)));
      HM_CHECK(fs_.rename(At(beside), At(place), Rename::NoReplace));
    }
    return {};
  }

  // --- a working tree -----------------------------------------------------------------------------
  Result<GitTree> working_tree(const std::string& path, const GitSource& source) {
    GitTree tree;
    tree.working_tree = path;
    bool dirty = false;
    HM_CHECK(add_tracked(path, "", source, dirty, tree));
    const Git git(program_, path, places_.interrupted);
    HM_TRY(const auto head, git.ask({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}));
    tree.last_modified = 0;
    if (head) {
      const std::string revision = one_line(*head);
      HM_TRY(const std::string time, git.get({"log", "-1", "--no-show-signature", "--format=%ct", revision}));
      tree.last_modified = number_of(one_line(time));
      (dirty ? tree.dirty_revision : tree.revision) = revision;
    } else if (!dirty) {
      tree.revision = std::string(40, '0');
      if (!source.shallow) tree.revision_count = 0;
    }
    if (!dirty && head && !source.shallow) HM_CHECK(count_revisions(git, tree));
    if (dirty) tree.warnings.push_back(fmt::format("Git tree '{}' is dirty", path));
    return tree;
  }

  Status add_tracked(const std::string& path, const std::string& below, const GitSource& source, bool& dirty,
                     GitTree& tree) {
    const Git git(program_, path, places_.interrupted);
    HM_TRY(const std::string changes,
           git.get({"status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=all"}));
    if (!changes.empty()) dirty = true;
    HM_TRY(const std::string listing, git.get({"ls-files", "-z", "--stage"}));
    std::vector<std::string> files;
    for (const std::string& line : split(listing, '\0')) {
      const std::size_t tab = line.find('\t');
      if (tab == std::string::npos) continue;
      const std::string file = line.substr(tab + 1);
      if (line.starts_with("160000")) {
        if (source.submodules) HM_CHECK(add_submodule(path, below, file, source, dirty, tree));
        continue;
      }
      HM_TRY(const NodeStatus there, fs_.stat(At(path + "/" + file), Follow::No));
      if (there.kind == NodeKind::File || there.kind == NodeKind::Symlink) files.push_back(file);
    }
    if (source.export_ignore) HM_CHECK(drop_ignored(git, files));
    for (const std::string& file : files) add_file(below + file, tree);
    return {};
  }

  Status add_submodule(const std::string& path, const std::string& below, const std::string& file,
                       const GitSource& source, bool& dirty, GitTree& tree) {
    HM_TRY(const NodeStatus there, fs_.stat(At(path + "/" + file + "/.git"), Follow::Yes));
    if (there.kind == NodeKind::Missing) return {};  // not checked out
    add_file(below + file, tree);
    return add_tracked(path + "/" + file, below + file + "/", source, dirty, tree);
  }

  static void add_file(const std::string& file, GitTree& tree) {
    for (std::size_t slash = file.find('/'); slash != std::string::npos; slash = file.find('/', slash + 1)) {
      tree.files.insert(file.substr(0, slash));
    }
    tree.files.insert(file);
  }

  // What the attribute export-ignore names, itself or by a directory above it.
  static Status drop_ignored(const Git& git, std::vector<std::string>& files) {
    std::set<std::string> asked;
    for (const std::string& file : files) {
      asked.insert(file);
      for (std::size_t slash = file.find('/'); slash != std::string::npos;
           slash = file.find('/', slash + 1)) {
        asked.insert(file.substr(0, slash + 1));
      }
    }
    std::set<std::string> ignored;
    for (auto at = asked.begin(); at != asked.end();) {
      std::vector<std::string> arguments = {"check-attr", "--cached", "-z", "export-ignore", "--"};
      for (std::size_t i = 0; i < kPathsAtOnce && at != asked.end(); ++i) arguments.push_back(*at++);
      HM_TRY(const std::string answer, git.get(std::move(arguments)));
      const std::vector<std::string> fields = split(answer, '\0');
      for (std::size_t i = 0; i + 2 < fields.size(); i += 3) {
        if (fields[i + 2] == "set") ignored.insert(fields[i]);
      }
    }
    std::erase_if(files, [&](const std::string& file) {
      if (ignored.contains(file)) return true;
      for (std::size_t slash = file.find('/'); slash != std::string::npos;
           slash = file.find('/', slash + 1)) {
        if (ignored.contains(file.substr(0, slash + 1))) return true;
      }
      return false;
    });
    return {};
  }

  Fs& fs_;
  const GitPlaces& places_;
  std::string program_;
  int modules_ = 0;
};

}  // namespace

Result<GitTree> fetch_git(Fs& fs, const GitSource& source, const GitPlaces& places, const std::string& into) {
  const auto program = find_program("git");
  if (!program) {
    return fail(Code::NotFound, "cannot fetch '{}': this machine has no program 'git'", source.url)
        .hint("install git, for instance with 'apt install git'");
  }
  return Fetch(fs, places, *program).tree(source, into, 0);
}

}  // namespace hm
