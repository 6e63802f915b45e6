// hm check: evaluates every configuration named or found, and reports everything that is wrong with any of them.
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/build.hpp"
#include "activate/cli/child.hpp"
#include "activate/cli/configuration.hpp"
#include "activate/cli/evaluation_cache.hpp"
#include "activate/cli/generation.hpp"
#include "activate/cli/report.hpp"

namespace hm {

namespace {

struct CheckOptions {
  ConfigurationOptions configuration;
  std::vector<std::string> named;
  std::string format = "human";
  bool json = false, all = false, build = false;
};

// --- which files ----------------------------------------------------------------------------------------------

bool is_directory(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}
bool is_link(const std::string& path) {
  struct stat s;
  return ::lstat(path.c_str(), &s) == 0 && S_ISLNK(s.st_mode);
}
bool is_file(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && S_ISREG(s.st_mode);
}

std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory.c_str()), ::closedir);
  if (!dir) return names;
  while (const dirent* entry = ::readdir(dir.get())) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A module that others import rarely says which state version a home has; a configuration has to.
bool looks_like_configuration(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str().find("stateVersion") != std::string::npos ||
         text.str().find("homeManagerConfiguration") != std::string::npos;
}

// The configurations in a directory: its home.nix, or else its *.nix files that look like one (all of them, where
// none does); and the home.nix of each directory in it. With `all`, the same for every directory below.
void find_in(const std::string& directory, bool all, std::vector<std::string>& found) {
  std::vector<std::string> here;
  std::vector<std::string> likely;
  for (const auto& name : names_in(directory)) {
    std::string path = directory + "/" + name;
    if (is_directory(path)) {
      if (all && !is_link(path)) {
        find_in(path, all, found);
      } else if (is_file(path + "/home.nix")) {
        found.push_back(path + "/home.nix");
      }
    } else if (name.ends_with(".nix") && name != "flake.nix" && is_file(path)) {
      here.push_back(path);
      if (looks_like_configuration(path)) likely.push_back(path);
    }
  }
  if (is_file(directory + "/home.nix")) {
    found.push_back(directory + "/home.nix");
  } else if (!likely.empty() || all) {
    found.insert(found.end(), likely.begin(), likely.end());
  } else {
    found.insert(found.end(), here.begin(), here.end());
  }
}

Result<std::vector<std::string>> files_to_check(const Program& program, const CheckOptions& o) {
  std::vector<std::string> files;
  std::vector<std::string> named = o.named;
  if (named.empty() && o.all) named.emplace_back(".");
  if (named.empty()) {
    HM_TRY(auto file, configuration_file(program, o.configuration));
    return std::vector<std::string>{file};
  }
  for (const auto& name : named) {
    std::string path = absolute_path(name, current_directory());
    if (is_directory(path)) {
      std::size_t before = files.size();
      find_in(path, o.all, files);
      if (files.size() == before) return fail(Code::NotFound, "there is no configuration in '{}'", path);
    } else if (is_file(path)) {
      files.push_back(path);
    } else {
      return fail(Code::NotFound, "the configuration '{}' does not exist", path);
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// --- one of them ----------------------------------------------------------------------------------------------

struct Findings {
  std::vector<Diagnostic> diagnostics;
  void add(const Error& error) {
    diagnostics.push_back(error.diagnostic());
    for (const auto& sibling : error.diagnostic().siblings) diagnostics.push_back(sibling);
    diagnostics[diagnostics.size() - 1 - error.diagnostic().siblings.size()].siblings.clear();
  }
  bool wrong() const {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [](const auto& d) { return d.severity == Severity::Error; });
  }
};

// One configuration: a file, or one home of it.
struct Subject {
  std::string file;
  std::optional<std::string> home;
  std::string name() const { return home ? fmt::format("{} ({})", file, *home) : file; }
};

// `homes`: the names of those in the file, where it has several and none is named. They have to be examined one by one.
Status examine(Program& program, const CheckOptions& o, const Subject& subject, Findings& findings,
               std::vector<std::string>& homes) {
  const std::string& file = subject.file;
  ConfigurationOptions options = o.configuration;
  if (subject.home) options.attribute = subject.home;
  std::unique_ptr<Store> store;
  if (o.build) {
    HM_TRY(store, open_store(program, StoreUse::Write));
  }
  HM_TRY(auto said, conclude(program, options, file, store_directory(program.places), store.get(), Homes::Names));
  homes = std::move(said.homes);
  if (!homes.empty()) return {};
  for (const auto& message : said.failed) findings.add(failed_assertion(message, beginning_of(program, file)));
  for (const auto& message : said.warnings) findings.add(configuration_warning(message, beginning_of(program, file)));
  if (findings.wrong()) return {};
  if (o.build) {
    auto built = build_output(program, *store, said.derivation);
    if (!built) return std::move(built).error();
  }
  return {};
}

// What the child says about one: { "homes": [ … ] } where they have to be checked one by one, else
// { "wrong": bool, "text": rendered, "diagnostics": [ … ] }.
std::string check_one(Program& program, const CheckOptions& o, const Subject& subject) {
  Findings findings;
  std::vector<std::string> homes;
  Status status = examine(program, o, subject, findings, homes);
  if (!homes.empty()) return Json{{"homes", homes}}.dump();
  if (!status) {
    Error error(Diagnostic(status.error().diagnostic()));
    if (error.diagnostic().labels.empty()) error.at(beginning_of(program, subject.file), "in this configuration");
    findings.add(error);
  }
  RenderOptions options = program.render_options();
  std::string text;
  Json diagnostics = Json::array();
  if (o.format == "sarif") {
    options.relative_to = current_directory();
    text = render_sarif(findings.diagnostics, program.sources, options);
  }
  for (const auto& d : findings.diagnostics) {
    if (o.format == "human") text += render(d, program.sources, options);
    if (o.format == "json") diagnostics.push_back(Json::parse(diagnostic_json(d, program.sources, options)));
    if (o.format == "github") {
      options.relative_to = current_directory();
      text += render_github(d, program.sources, options);
    }
  }
  return Json{{"wrong", findings.wrong()}, {"text", text}, {"diagnostics", diagnostics}}.dump(-1, ' ', false,
                                                                                           Json::error_handler_t::replace);
}

// --- all of them ----------------------------------------------------------------------------------------------

// One log of many: the results and rules of all, in one run.
void merge_sarif(Json& whole, const Json& log) {
  if (whole.is_null()) {
    whole = log;
    return;
  }
  Json& run = whole["runs"][0];
  const Json& other = log["runs"][0];
  std::set<std::string> known;
  Json& rules = run["tool"]["driver"]["rules"];
  for (const auto& rule : rules) known.insert(rule["id"].get<std::string>());
  if (other["tool"]["driver"].contains("rules")) {
    for (const auto& rule : other["tool"]["driver"]["rules"]) {
      if (known.insert(rule["id"].get<std::string>()).second) rules.push_back(rule);
    }
  }
  for (const auto& result : other["results"]) {
    Json moved = result;
    moved.erase("ruleIndex");  // an index into the other log's rules
    run["results"].push_back(moved);
  }
}

class Check {
 public:
  Check(Program& program, const CheckOptions& options) : program_(program), o_(options) {}

  Result<int> run(const std::vector<std::string>& files) {
    std::vector<Subject> subjects;
    for (const auto& file : files) subjects.push_back({file, std::nullopt});
    HM_CHECK(check(subjects));
    conclude();
    return wrong_ > 0 ? kConfigurationWrong : kDone;
  }

 private:
  // In their order, as many at a time as the machine has processors.
  Status check(const std::vector<Subject>& subjects) {
    std::size_t width = static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    std::deque<Child> running;
    std::size_t started = 0;
    for (std::size_t next = 0; next < subjects.size(); ++next) {
      for (; started < subjects.size() && started < next + width; ++started) {
        flush_output();
        HM_TRY(auto child, Child::start([&] { return check_one(program_, o_, subjects[started]); }));
        running.push_back(std::move(child));
      }
      auto answer = running.front().finish();
      running.pop_front();
      HM_CHECK(take(subjects[next], answer));
    }
    return {};
  }

  Status take(const Subject& subject, Result<std::string>& answer) {
    if (!answer) {
      ++checked_;
      ++wrong_;
      program_.report(answer.error().context(fmt::format("checking '{}'", subject.name())).diagnostic());
      configurations_.push_back(entry(subject, false, Json::array()));
      return {};
    }
    Json said = Json::parse(*answer);
    if (said.contains("homes")) {
      std::vector<Subject> homes;
      for (const auto& name : said["homes"]) homes.push_back({subject.file, name.get<std::string>()});
      return check(homes);
    }
    ++checked_;
    bool wrong = said["wrong"].get<bool>();
    if (wrong) ++wrong_;
    std::string text = said["text"].get<std::string>();
    if (o_.format == "human") {
      put(fmt::format("{}  {}\n", wrong ? program_.terminal.out.red("wrong") : program_.terminal.out.green("ok   "), subject.name()));
      flush_output();
      write_all(STDERR_FILENO, text);
    } else if (o_.format == "github") {
      put(text);
      if (!text.empty() && !text.ends_with('\n')) put("\n");
    } else if (o_.format == "sarif") {
      merge_sarif(sarif_, Json::parse(text));
    } else {
      configurations_.push_back(entry(subject, !wrong, said["diagnostics"]));
    }
    return {};
  }

  static Json entry(const Subject& subject, bool good, Json diagnostics) {
    Json json = {{"file", subject.file}, {"ok", good}, {"diagnostics", std::move(diagnostics)}};
    if (subject.home) json["home"] = *subject.home;
    return json;
  }

  void conclude() {
    const std::size_t count = checked_;
    if (o_.format == "json") put_json("check", 1, {{"wrong", wrong_}, {"checked", count}, {"configurations", configurations_}});
    if (o_.format == "sarif") put(sarif_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    if (o_.format != "human") return;
    if (wrong_ > 0) {
      put(fmt::format("{} of {} {} wrong\n", wrong_, count, count == 1 ? "configuration is" : "configurations are"));
    } else if (program_.quiet == 0) {
      put(fmt::format("{} {} in order\n", count, count == 1 ? "configuration is" : "configurations are"));
    }
  }

  Program& program_;
  const CheckOptions& o_;
  std::size_t checked_ = 0, wrong_ = 0;
  Json configurations_ = Json::array();
  Json sarif_;
};

}  // namespace

Action declare_check(Arguments& a) {
  auto o = std::make_shared<CheckOptions>();
  a.positional("CONFIG", &o->named, "files or directories; without one, the configuration in its usual place");
  a.flag("--all", o->all, "in directories: every configuration, however deep");
  a.flag("--build", o->build, "build each one too");
  a.choice("--format", {"human", "json", "github", "sarif"}, o->format, "how to report");
  a.flag("--json", o->json, "the same as --format json");
  declare_configuration(a, o->configuration);
  return [o](Program& program) -> Result<int> {
    if (o->json) o->format = "json";
    HM_TRY(auto files, files_to_check(program, *o));
    return Check(program, *o).run(files);
  };
}

}  // namespace hm
