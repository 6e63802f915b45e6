// hm switch and hm plan.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"
#include "activate/cli/generation.hpp"
#include "activate/cli/interruption.hpp"

namespace hm {

namespace {

struct SwitchVerbOptions {
  ConfigurationOptions configuration;
  ActivationOptions activation;
  std::string specialisation;
};

// The home that the configuration was written for must be the one that is switched.
Status check_identity(const Program& program, const activate::Manifest& manifest) {
  if (!manifest.home_directory.empty() && absolute_path(manifest.home_directory, "/") != program.places.home) {
    return fail(Code::BadUse, "the configuration is for the home '{}', and this one is '{}'", manifest.home_directory,
                program.places.home)
        .hint("set home.homeDirectory to the home that is to be switched");
  }
  if (!manifest.username.empty() && manifest.username != program.places.user) {
    return fail(Code::BadUse, "the configuration is for the user '{}', and you are '{}'", manifest.username, program.places.user)
        .hint("set home.username to your name");
  }
  return {};
}

Result<std::string> specialised(const std::string& generation, const activate::Manifest& manifest, const std::string& name) {
  RealHost host({});
  for (const auto& known : manifest.specialisations) {
    if (known != name) continue;
    HM_TRY(auto target, host.read_link(generation + "/specialisation/" + name));
    return absolute_path(target, generation + "/specialisation");
  }
  Error error = fail(Code::NotFound, "the configuration has no specialisation '{}'", name);
  for (const auto& known : manifest.specialisations) error.note("there is: " + known);
  return error;
}

struct Prepared {
  std::string generation;
  std::string from;  // the current generation in the store; "" where there is none
  PackageChanges packages;
};

Result<Prepared> prepare(Program& program, const SwitchVerbOptions& o, Store& store) {
  HM_TRY(auto built, build_generation(program, o.configuration, store));
  HM_TRY(auto manifest, read_manifest(built.path));
  HM_CHECK(check_identity(program, manifest));
  Prepared prepared;
  prepared.generation = built.path;
  if (!o.specialisation.empty()) {
    HM_TRY(prepared.generation, specialised(built.path, manifest, o.specialisation));
  }
  HM_TRY(auto current, activate::current_generation(program.fs, place_of(program)));
  prepared.from = current.store_path;
  auto packages = package_changes(prepared.from, prepared.generation);
  // A current generation that cannot be read is no reason not to leave it: the switch says so, and all packages are new.
  if (!packages && !prepared.from.empty()) packages = package_changes("", prepared.generation);
  HM_TRY(prepared.packages, std::move(packages));
  return prepared;
}

// Answers what a switch would do; changes nothing in the home.
Result<int> show_plan(Program& program, const SwitchVerbOptions& o) {
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  HM_TRY(auto prepared, prepare(program, o, *store));
  auto options = switch_options(program, o.activation);
  HM_TRY(auto plan, activate::plan_for(program.fs, place_of(program), prepared.generation, options));
  int status = plan.conflicts.empty() ? kDone : kInTheWay;
  if (o.activation.json) {
    put_json("plan", 1, {{"from", plan.from},
                         {"to", plan.to},
                         {"generation", prepared.generation},
                         {"dryRun", true},
                         {"changes", changes_json(plan.changes)},
                         {"unchanged", plan.unchanged},
                         {"packages", packages_json(prepared.packages)},
                         {"conflicts", conflicts_json(plan.conflicts)},
                         {"warnings", plan.warnings}});
    return status;
  }
  put(plan_text(program.terminal.out, plan.changes, prepared.packages));
  for (const auto& text : plan.warnings) program.report(configuration_warning(text, {}).diagnostic());
  if (!plan.conflicts.empty()) {
    program.report(activate::conflict_error(plan.conflicts).diagnostic());
    show_conflicts(program, plan.conflicts);
  } else if (plan.changes.empty() && !plan.flips()) {
    put("Nothing would change.\n");
  } else {
    put(fmt::format("{} files would change, {} stay as they are.\n", plan.changes.size(), plan.unchanged));
  }
  return status;
}

Result<int> run(Program& program, const SwitchVerbOptions& o) {
  if (o.activation.dry_run) return show_plan(program, o);
  HM_TRY(auto store, open_store(program, StoreUse::Write));
  HM_TRY(auto prepared, prepare(program, o, *store));
  Interruption interruption;
  std::vector<activate::Conflict> conflicts;
  auto options = switch_options(program, o.activation);
  options.approve = [&](const activate::Plan& plan) {
    if (program.quiet == 0 && (!plan.changes.empty() || plan.flips())) {
      write_all(2, plan_text(program.terminal.err, plan.changes, prepared.packages));
    }
    return true;
  };
  auto report = activate::switch_to(program.fs, place_of(program), prepared.generation, options);
  if (!report && report.error().code() == Code::Conflict) {
    int status = program.report(report.error().diagnostic());
    auto plan = activate::plan_for(program.fs, place_of(program), prepared.generation, options);
    if (plan) show_conflicts(program, plan->conflicts);
    return status;
  }
  if (!report) return std::move(report).error();
  return conclude(program, *report, prepared.packages, o.activation, "switch");
}

template <class Run>
Action declare(Arguments& a, bool changes, Run act) {
  auto o = std::make_shared<SwitchVerbOptions>();
  a.positional("CONFIG", &o->configuration.named, "the configuration (~/.config/hm/home.nix)");
  if (changes) {
    declare_activation(a, o->activation);
  } else {
    a.option("-b,--backup", "EXT", &o->activation.backup_extension, "as if files in the way were kept as FILE.EXT");
    a.flag("--json", o->activation.json, "print as JSON");
  }
  a.option("-c,--specialisation", "NAME", &o->specialisation, "a specialisation of the configuration");
  declare_configuration(a, o->configuration);
  return [o, act](Program& program) { return act(program, *o); };
}

}  // namespace

Action declare_switch(Arguments& a) { return declare(a, true, run); }
Action declare_plan(Arguments& a) { return declare(a, false, show_plan); }

}  // namespace hm
