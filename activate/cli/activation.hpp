// What the verbs that change the home share: places, options, and what is said of a plan.
#pragma once

#include <string>
#include <vector>

#include "activate/activate.hpp"
#include "activate/cli/command.hpp"
#include "activate/cli/report.hpp"

namespace hm {

struct ActivationOptions {
  std::string backup_extension;
  bool force = false, dry_run = false, json = false, no_wait = false;
};
void declare_activation(Arguments& arguments, ActivationOptions& options);

activate::Place place_of(const Program& program);
activate::SwitchOptions switch_options(Program& program, const ActivationOptions& options);

// The manifest of a generation in the store.
Result<activate::Manifest> read_manifest(const std::string& generation);

// How the packages of two generations differ, and where those of the new one come from.
struct PackageChanges {
  struct Versions {
    std::string name, before, after;
  };
  std::vector<std::string> added, removed;
  std::vector<Versions> changed;
  std::vector<activate::PackageEntry> from_machine, missing;
};
// `from` may be empty: there was no generation.
Result<PackageChanges> package_changes(const std::string& from, const std::string& to);

// The plan as a person reads it.
std::string plan_text(const Stream& stream, const std::vector<activate::Change>& changes, const PackageChanges& packages);
Json changes_json(const std::vector<activate::Change>& changes);
Json packages_json(const PackageChanges& packages);

// The differences behind a refusal, for whoever has to decide what to do with the files in the way.
void show_conflicts(Program& program, const std::vector<activate::Conflict>& conflicts);
Json conflicts_json(const std::vector<activate::Conflict>& conflicts);

// What a switch, rollback or uninstall did: one line where it was nothing, and the command that undoes it.
int conclude(Program& program, const activate::Report& report, const PackageChanges& packages,
             const ActivationOptions& options, std::string_view document);

}  // namespace hm
