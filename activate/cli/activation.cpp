#include "activate/cli/activation.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/generation.hpp"
#include "activate/cli/interruption.hpp"
#include "lang/base/visible.hpp"

namespace hm {

using activate::Change;

void declare_activation(Arguments& a, ActivationOptions& o) {
  a.flag("-n,--dry-run", o.dry_run, "show what would change, change nothing");
  a.option("-b,--backup", "EXT", &o.backup_extension, "keep files that are in the way as FILE.EXT");
  a.flag("--force", o.force, "put aside whatever is in the way");
  a.flag("--no-wait", o.no_wait, "do not wait for another hm: exit with status 4");
  a.flag("--json", o.json, "print as JSON");
}

activate::Place place_of(const Program& program) { return {program.places.home, program.places.state()}; }

activate::SwitchOptions switch_options(Program& program, const ActivationOptions& o) {
  activate::SwitchOptions options;
  options.backup_extension = o.backup_extension;
  options.force = o.force;
  options.wait = o.no_wait ? Wait::No : Wait::Yes;
  options.waiting = [&program](const std::string& holder) {
    program.inform(fmt::format("another hm is at work on this home ({}); waiting for it", holder));
  };
  options.interrupted = &Interruption::flag();
  options.hooks.verbose = program.verbose > 0;
  options.hooks.output = STDERR_FILENO;
  return options;
}

Result<activate::Manifest> read_manifest(const std::string& generation) {
  RealHost host({});
  HM_TRY(auto text, host.read_file(generation + "/manifest.json"));
  auto manifest = activate::parse_manifest(text);
  if (!manifest) return std::move(manifest.error().context(fmt::format("reading the manifest of '{}'", generation)));
  return manifest;
}

Result<PackageChanges> package_changes(const std::string& from, const std::string& to) {
  PackageChanges changes;
  std::map<std::string, std::string> before;
  if (!from.empty()) {
    HM_TRY(auto manifest, read_manifest(from));
    for (const auto& p : manifest.packages) before.emplace(p.name, p.version);
  }
  if (!to.empty()) {
    HM_TRY(auto manifest, read_manifest(to));
    for (const auto& p : manifest.packages) {
      if (p.origin == "host") changes.from_machine.push_back(p);
      if (p.origin == "missing") changes.missing.push_back(p);
      auto old = before.find(p.name);
      if (old == before.end()) {
        changes.added.push_back(p.name);
        continue;
      }
      if (old->second != p.version) changes.changed.push_back({p.name, old->second, p.version});
      before.erase(old);
    }
  }
  for (const auto& [name, version] : before) changes.removed.push_back(name);
  return changes;
}

namespace {

std::string sign_of(const Stream& s, Change::Kind kind) {
  switch (kind) {
    case Change::Kind::Added: return s.green("+");
    case Change::Kind::Removed: return s.red("-");
    case Change::Kind::Changed: return s.yellow("~");
    default: return s.cyan("*");
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) (text += text.empty() ? "" : ", ") += visible(name);
  return text;
}

Json listed_json(const std::vector<activate::PackageEntry>& packages) {
  Json list = Json::array();
  for (const auto& p : packages) list.push_back({{"name", p.name}, {"program", p.program}});
  return list;
}

}  // namespace

std::string plan_text(const Stream& s, const std::vector<Change>& changes, const PackageChanges& packages) {
  std::string text;
  for (const auto& change : changes) {
    text += fmt::format("  {} {}", sign_of(s, change.kind), visible(change.target));
    if (change.kind != Change::Kind::Added && change.kind != Change::Kind::Removed && change.kind != Change::Kind::Changed) {
      text += fmt::format(" ({}{}{})", activate::name_of(change.kind), change.detail.empty() ? "" : ": ", visible(change.detail));
    }
    text += '\n';
  }
  if (!packages.added.empty()) text += fmt::format("  {} packages: {}\n", s.green("+"), listed(packages.added));
  if (!packages.removed.empty()) text += fmt::format("  {} packages: {}\n", s.red("-"), listed(packages.removed));
  for (const auto& p : packages.changed) {
    text += fmt::format("  {} package {}: {} -> {}\n", s.yellow("~"), visible(p.name), visible(p.before), visible(p.after));
  }
  std::vector<std::string> names;
  for (const auto& p : packages.from_machine) {
    names.push_back(p.program.empty() ? p.name : fmt::format("{} ({})", p.name, p.program));
  }
  if (!names.empty()) text += fmt::format("  {} {}\n", s.dim("from this machine:"), listed(names));
  names.clear();
  for (const auto& p : packages.missing) names.push_back(p.name);
  if (!names.empty()) {
    text += fmt::format("  {} {} (not on this machine; a stub says so when it is called)\n", s.yellow("missing:"), listed(names));
  }
  return text;
}

Json changes_json(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const auto& c : changes) {
    list.push_back({{"kind", activate::name_of(c.kind)}, {"target", c.target}, {"detail", c.detail}});
  }
  return list;
}

Json packages_json(const PackageChanges& packages) {
  Json changed = Json::array();
  for (const auto& p : packages.changed) changed.push_back({{"name", p.name}, {"before", p.before}, {"after", p.after}});
  return {{"added", packages.added},
          {"removed", packages.removed},
          {"changed", changed},
          {"fromThisMachine", listed_json(packages.from_machine)},
          {"missing", listed_json(packages.missing)}};
}

Json conflicts_json(const std::vector<activate::Conflict>& conflicts) {
  Json list = Json::array();
  for (const auto& c : conflicts) {
    list.push_back({{"path", c.path}, {"target", c.target}, {"text", activate::describe(c)}, {"waysOut", activate::ways_out(c)}});
  }
  return list;
}

void show_conflicts(Program& program, const std::vector<activate::Conflict>& conflicts) {
  for (const auto& c : conflicts) {
    std::string diff = activate::diff_of(program.fs, program.places.home, c);
    if (!diff.empty()) write_all(STDERR_FILENO, visible(diff));
  }
}

int conclude(Program& program, const activate::Report& report, const PackageChanges& packages,
             const ActivationOptions& o, std::string_view document) {
  std::vector<std::string> failed;
  Json hooks = Json::array();
  for (const auto& hook : report.hooks) {
    hooks.push_back({{"name", hook.name}, {"status", hook.status}, {"ok", hook.ok}});
    if (!hook.ok) failed.push_back(hook.name);
  }
  for (const auto& text : report.warnings) program.report(configuration_warning(text, {}).diagnostic());
  for (const auto& name : failed) {
    auto text = fmt::format("the activation entry '{}' failed; the files are all in place", name);
    program.report(configuration_warning(text, {}).diagnostic());
  }
  if (o.json) {
    put_json(document, 1, {{"from", report.from},
                           {"to", report.to},
                           {"generation", report.to_store},
                           {"dryRun", false},
                           {"changes", changes_json(report.changes)},
                           {"unchanged", report.unchanged},
                           {"packages", packages_json(packages)},
                           {"activation", hooks},
                           {"warnings", report.warnings},
                           {"undo", report.undo.empty() ? Json() : Json(report.undo)}});
  } else if (report.same_generation && report.changes.empty()) {
    put(fmt::format("Nothing to do: generation {} is current and in place.\n", report.to));
  } else if (report.to == 0) {
    put(fmt::format("The home is as it was before hm.{}\n", report.undo.empty() ? "" : " Undo: " + report.undo));
  } else {
    put(fmt::format("Now at generation {}.{}\n", report.to, report.undo.empty() ? "" : " Undo: " + report.undo));
  }
  return failed.empty() ? kDone : kConfigurationWrong;
}

}  // namespace hm
