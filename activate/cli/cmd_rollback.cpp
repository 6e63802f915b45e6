// hm rollback and hm uninstall: switches to what was there before.
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"
#include "activate/cli/generation.hpp"
#include "activate/cli/interruption.hpp"

namespace hm {

namespace {

struct RollbackOptions {
  ActivationOptions activation;
  std::string number;
};

Result<activate::GenerationNumber> parse_number(const std::string& text) {
  activate::GenerationNumber number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return fail(Code::Usage, "'{}' is not the number of a generation", text).hint("'hm generations' lists them");
  }
  return number;
}

Result<int> show(Program& program, const activate::Plan& plan, const ActivationOptions& o, std::string_view document) {
  HM_TRY(auto packages, package_changes(plan.from_store, plan.to_store));
  if (o.json) {
    put_json(document, 1, {{"from", plan.from},
                           {"to", plan.to},
                           {"generation", plan.to_store},
                           {"dryRun", true},
                           {"changes", changes_json(plan.changes)},
                           {"packages", packages_json(packages)},
                           {"conflicts", conflicts_json(plan.conflicts)},
                           {"warnings", plan.warnings}});
  } else {
    put(plan_text(program.terminal.out, plan.changes, packages));
    put(fmt::format("{} files would change, {} stay as they are.\n", plan.changes.size(), plan.unchanged));
  }
  if (plan.conflicts.empty()) return kDone;
  program.report(activate::conflict_error(plan.conflicts).diagnostic());
  show_conflicts(program, plan.conflicts);
  return kInTheWay;
}

Result<int> done(Program& program, const Result<activate::Report>& report, const ActivationOptions& o, std::string_view document) {
  PackageChanges packages;
  auto compared = package_changes(report.value().from_store, report.value().to_store);
  if (compared) packages = *compared;  // a removed generation cannot be compared with; the rollback is done all the same
  if (program.quiet == 0 && !o.json) write_all(2, plan_text(program.terminal.err, report.value().changes, packages));
  return conclude(program, report.value(), packages, o, document);
}

Result<int> roll_back(Program& program, const RollbackOptions& o) {
  HM_CHECK(check_owner(program.places));
  std::optional<activate::GenerationNumber> to;
  if (!o.number.empty()) {
    HM_TRY(to, parse_number(o.number));
  }
  auto place = place_of(program);
  auto options = switch_options(program, o.activation);
  if (o.activation.dry_run) {
    HM_TRY(auto plan, activate::plan_rollback(program.fs, place, to, options));
    return show(program, plan, o.activation, "rollback");
  }
  Interruption interruption;
  auto report = activate::rollback(program.fs, place, to, options);
  if (!report) return std::move(report).error();
  return done(program, report, o.activation, "rollback");
}

Result<int> uninstall(Program& program, const RollbackOptions& o) {
  HM_CHECK(check_owner(program.places));
  auto place = place_of(program);
  auto options = switch_options(program, o.activation);
  if (o.activation.dry_run) {
    HM_TRY(auto plan, activate::plan_uninstall(program.fs, place, options));
    return show(program, plan, o.activation, "uninstall");
  }
  Interruption interruption;
  auto report = activate::uninstall(program.fs, place, options);
  if (!report) return std::move(report).error();
  return done(program, report, o.activation, "uninstall");
}

}  // namespace

Action declare_rollback(Arguments& a) {
  auto o = std::make_shared<RollbackOptions>();
  a.positional("N", &o->number, "the generation to return to; without it, the one before the current");
  declare_activation(a, o->activation);
  return [o](Program& program) { return roll_back(program, *o); };
}

Action declare_uninstall(Arguments& a) {
  auto o = std::make_shared<RollbackOptions>();
  declare_activation(a, o->activation);
  return [o](Program& program) { return uninstall(program, *o); };
}

}  // namespace hm
