// hm diff [A] [B]: what two generations differ in.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"
#include "activate/cli/host.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

struct DiffOptions {
  std::string a, b;
  bool json = false, names_only = false;
};

// A number of a generation, or a path to one.
Result<std::string> generation_of(const std::vector<activate::GenerationInfo>& all, const std::string& text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) {
    for (const auto& g : all) {
      if (g.number == number) return g.store_path;
    }
    return fail(Code::NotFound, "there is no generation {}", number).hint("'hm generations' lists them");
  }
  std::string path = absolute_path(text, current_directory());
  RealHost host({});
  HM_TRY(auto kind, host.kind_of(path));
  if (kind == FileKind::Missing) return fail(Code::NotFound, "'{}' is neither a generation's number nor a path to one", text);
  return path;
}

struct Sides {
  std::string a, b;  // "": the home before hm
};

Result<Sides> sides(Program& program, const DiffOptions& o) {
  HM_TRY(auto all, activate::generations(program.fs, place_of(program)));
  auto current = std::find_if(all.begin(), all.end(), [](const auto& g) { return g.current; });
  Sides s;
  if (o.a.empty()) {
    if (current == all.end()) return fail(Code::NotFound, "there is no generation yet").hint("hm switch makes the first");
    s.b = current->store_path;
    if (current != all.begin()) s.a = std::prev(current)->store_path;
    return s;
  }
  HM_TRY(s.a, generation_of(all, o.a));
  if (!o.b.empty()) {
    HM_TRY(s.b, generation_of(all, o.b));
  } else if (current != all.end()) {
    s.b = current->store_path;
  }
  return s;
}

struct FileDifference {
  std::string target, kind, diff;
};

class Comparison {
 public:
  Comparison(std::string a, std::string b) : a_(std::move(a)), b_(std::move(b)) {}

  Status run() {
    if (!a_.empty()) {
      HM_TRY(before_, read_manifest(a_));
    }
    if (!b_.empty()) {
      HM_TRY(after_, read_manifest(b_));
    }
    HM_TRY(packages, package_changes(a_, b_));
    files_of();
    variables_of(before_.session_variables, after_.session_variables);
    units_of();
    return {};
  }

  std::vector<FileDifference> files;
  PackageChanges packages;
  std::vector<std::array<std::string, 3>> variables;  // name, before, after
  std::vector<std::string> units_added, units_removed;

 private:
  // The text of a file of a generation; nothing where it is a directory or cannot be read.
  std::optional<std::string> text_of(const std::string& generation, const std::string& target) {
    auto text = host_.read_file(generation + "/home-files/" + target);
    if (!text) return std::nullopt;
    return *text;
  }

  void files_of() {
    std::map<std::string, std::pair<bool, bool>> targets;
    for (const auto& f : before_.files) targets[f.target].first = true;
    for (const auto& f : after_.files) targets[f.target].second = true;
    for (const auto& [target, in] : targets) {
      auto old_text = in.first ? text_of(a_, target) : std::string();
      auto new_text = in.second ? text_of(b_, target) : std::string();
      bool same = in.first && in.second && old_text == new_text && (old_text || same_link(target));
      if (same) continue;
      std::string diff;
      if (old_text && new_text) diff = activate::unified_diff("a/" + target, *old_text, "b/" + target, *new_text);
      files.push_back({target, !in.first ? "added" : !in.second ? "removed" : "changed", diff});
    }
  }

  // Directories are one leaf: they differ when they lead to different objects.
  bool same_link(const std::string& target) {
    auto old_link = host_.read_link(a_ + "/home-files/" + target);
    auto new_link = host_.read_link(b_ + "/home-files/" + target);
    return old_link && new_link && *old_link == *new_link;
  }

  void variables_of(const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after) {
    std::map<std::string, std::array<std::string, 2>> all;
    for (const auto& [name, value] : before) all[name][0] = value;
    for (const auto& [name, value] : after) all[name][1] = value;
    for (const auto& [name, values] : all) {
      if (values[0] != values[1]) variables.push_back({name, values[0], values[1]});
    }
  }

  void units_of() {
    auto names = [](const activate::Manifest& m) {
      std::vector<std::string> list;
      for (const auto& unit : m.units) list.push_back(unit.name);
      std::sort(list.begin(), list.end());
      return list;
    };
    auto before = names(before_);
    auto after = names(after_);
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(units_added));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(units_removed));
  }

  std::string a_, b_;
  RealHost host_{RealHost::Settings{}};
  activate::Manifest before_, after_;
};

void print(const Comparison& c, const Stream& out, bool names_only) {
  for (const auto& f : c.files) {
    put(fmt::format("{} {}\n", f.kind == "added" ? out.green("+") : f.kind == "removed" ? out.red("-") : out.yellow("~"), visible(f.target)));
    if (!names_only) put(visible(f.diff));
  }
  put(plan_text(out, {}, c.packages));
  for (const auto& [name, before, after] : c.variables) {
    put(fmt::format("  variable {}: {} -> {}\n", visible(name), before.empty() ? "(not set)" : visible(before),
                    after.empty() ? "(not set)" : visible(after)));
  }
  for (const auto& name : c.units_added) put(fmt::format("  {} unit {}\n", out.green("+"), visible(name)));
  for (const auto& name : c.units_removed) put(fmt::format("  {} unit {}\n", out.red("-"), visible(name)));
}

Result<int> run(Program& program, const DiffOptions& o) {
  HM_TRY(auto s, sides(program, o));
  Comparison c(s.a, s.b);
  HM_CHECK(c.run());
  if (!o.json) {
    print(c, program.terminal.out, o.names_only);
    return kDone;
  }
  Json files = Json::array();
  for (const auto& f : c.files) files.push_back({{"target", f.target}, {"kind", f.kind}, {"diff", f.diff}});
  Json variables = Json::array();
  for (const auto& [name, before, after] : c.variables) variables.push_back({{"name", name}, {"before", before}, {"after", after}});
  put_json("diff", 1, {{"from", s.a},
                       {"to", s.b},
                       {"files", files},
                       {"packages", packages_json(c.packages)},
                       {"sessionVariables", variables},
                       {"unitsAdded", c.units_added},
                       {"unitsRemoved", c.units_removed}});
  return kDone;
}

}  // namespace

Action declare_diff(Arguments& a) {
  auto o = std::make_shared<DiffOptions>();
  a.positional("A", &o->a, "a generation: number or path (the one before the current)");
  a.positional("B", &o->b, "the other (the current one)");
  a.flag("--name-only", o->names_only, "name the files, without what changed in them");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
