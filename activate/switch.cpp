// The way of a switch, from the lock to the report.
#include <sys/random.h>

#include <algorithm>

#include "activate/session.hpp"

namespace hm::activate {
namespace {

std::string random_id() {
  unsigned char bytes[5] = {};
  // Short or refused: the name is then less random, and a name that is taken still makes the switch fail
  // whole.
  if (::getrandom(bytes, sizeof bytes, GRND_NONBLOCK) < 0) bytes[0] = 1;
  std::string id;
  for (const unsigned char byte : bytes) id += fmt::format("{:02x}", byte);
  return id;
}

// Which generation a command asks for.
struct Goal {
  std::string store_path;  // "": generation 0
  GenerationNumber number = 0;
  bool new_number = false;
};

// The same configuration again keeps its number; so does the newest one after a rollback.
Goal goal_of_store_path(const Session& session, const std::string& store_path) {
  const GenerationInfo* current = session.find(session.profile().number);
  if (current != nullptr && current->store_path == store_path) return {store_path, current->number, false};
  if (!session.generations().empty() && session.generations().back().store_path == store_path) {
    return {store_path, session.generations().back().number, false};
  }
  return {store_path, session.next_number(), true};
}

Result<Goal> goal_of_rollback(const Session& session, std::optional<GenerationNumber> to) {
  const GenerationInfo* found = nullptr;
  if (to) {
    found = session.find(*to);
    if (found == nullptr)
      return fail(Code::NotFound, "there is no generation {}", *to).hint("`hm generations` lists them");
  } else {
    const GenerationNumber now = session.profile().number;
    for (const GenerationInfo& info : session.generations()) {
      if (now == 0 || info.number < now) found = &info;
    }
    if (found == nullptr) return fail(Code::NotFound, "there is no generation before the current one");
  }
  return Goal{found->store_path, found->number, false};
}

using FindGoal = std::function<Result<Goal>(const Session&)>;

class Switch {
 public:
  Switch(Fs& fs, Session& session, const Goal& goal, const SwitchOptions& options)
      : fs_(fs),
        session_(session),
        goal_(goal),
        options_(options),
        id_(options.id.empty() ? random_id() : options.id) {}

  Status load() {
    HM_TRY(from_, session_.current(fs_));
    if (goal_.store_path.empty()) {
      to_ = Generation{};
    } else if (goal_.store_path == from_.store_path && from_.manifest.home_directory.size() > 0) {
      to_ = from_;
    } else {
      HM_TRY(to_, load_generation(fs_, goal_.store_path, goal_.number));
    }
    to_.number = goal_.number;
    return {};
  }

  Result<Plan> plan() {
    ObserveOptions observing;
    observing.backup_extension = options_.backup_extension;
    HM_TRY(const Observation home, observe(fs_, session_.place(), from_, to_, session_.ledger(), observing));
    PlanOptions planning;
    planning.id = id_;
    planning.backup_extension = options_.backup_extension;
    planning.force = options_.force;
    return make_plan(session_.place(), from_, to_, session_.ledger(), home, planning);
  }

  Result<Report> run();

 private:
  bool interrupted() const { return options_.interrupted != nullptr && options_.interrupted->load(); }
  Status before_the_flip(Plan& plan, Report& report);
  Status start_hooks(const Plan& plan);
  Status run_phase(Phase phase, Report& report);
  Status after_the_flip(const Plan& plan, Report& report);
  void apply_unit_changes(Report& report);
  void forget_unfinished();

  Fs& fs_;
  Session& session_;
  Goal goal_;
  const SwitchOptions& options_;
  std::string id_;
  Generation from_, to_;
  std::vector<ActivationEntry> scripts_;  // what is to be run, in order
  std::unique_ptr<HookSession> hooks_;
  std::vector<UnitStep> unit_steps_;
  std::map<std::string, UnitFile> new_units_;
};

Error was_interrupted() {
  return fail(Code::Interrupted, "interrupted; nothing was changed");
}

// Entries that hm stands for itself are empty and start nothing. onChange scripts run where Home Manager runs
// them: at its entry `onFilesChange`, or else right after the links.
Status Switch::start_hooks(const Plan& plan) {
  scripts_.clear();
  if (!options_.run_hooks) return {};
  std::vector<ActivationEntry> changed;
  const auto& unfinished = session_.ledger().unfinished;
  const auto add = [&](const std::string& target) {
    const ManagedFile* file = to_.manifest.find(target);
    if (file == nullptr || is_no_op(file->on_change)) return;
    changed.push_back({"onChange of " + target, Phase::After, file->on_change});
  };
  for (const Change& change : plan.changes) {
    const bool content = change.kind == Change::Kind::Added || change.kind == Change::Kind::Changed;
    if (content && std::find(unfinished.begin(), unfinished.end(), change.target) == unfinished.end())
      add(change.target);
  }
  for (const std::string& target : unfinished) add(target);
  bool placed = false;
  for (const ActivationEntry& entry : to_.manifest.activation) {
    const bool files_entry = entry.name == "onFilesChange" && entry.phase == Phase::After;
    if (files_entry) {
      scripts_.insert(scripts_.end(), changed.begin(), changed.end());
      placed = true;
    }
    if (entry.phase != Phase::Link && !is_no_op(entry.text)) scripts_.push_back(entry);
  }
  if (!placed) {
    const auto first_after = std::find_if(scripts_.begin(), scripts_.end(),
                                          [](const ActivationEntry& e) { return e.phase == Phase::After; });
    scripts_.insert(first_after, changed.begin(), changed.end());
  }
  if (scripts_.empty() || hooks_ != nullptr) return {};
  HookContext context;
  context.place = session_.place();
  context.from = from_.number;
  context.to = to_.number;
  context.from_store = from_.store_path;
  context.to_store = to_.store_path;
  context.username = to_.manifest.username;
  context.path = to_.manifest.activation_path;
  context.backup_extension = options_.backup_extension;
  HM_TRY(hooks_, HookSession::start(context, options_.hooks, scripts_));
  return {};
}

Status Switch::run_phase(Phase phase, Report& report) {
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    if (scripts_[i].phase != phase) continue;
    HM_TRY(HookResult result, hooks_->run(i));
    result.before = phase == Phase::Before;
    report.hooks.push_back(result);
    if (result.ok) continue;
    // Before the flip the old home is whole, and stays so. After it the failure is in the report, and the
    // next runs.
    if (phase == Phase::Before) {
      return fail(Code::BuildFailed, "the activation entry '{}' failed (status {})", result.name,
                  result.status)
          .note("nothing was changed");
    }
  }
  return {};
}

Status Switch::before_the_flip(Plan& plan, Report& report) {
  HM_CHECK(start_hooks(plan));
  const bool any =
      std::any_of(scripts_.begin(), scripts_.end(), [](const auto& s) { return s.phase == Phase::Before; });
  if (!any) return {};
  HM_CHECK(run_phase(Phase::Before, report));
  // They may have moved things in the home: look again.
  HM_TRY(plan, this->plan());
  if (!plan.conflicts.empty()) return conflict_error(plan.conflicts);
  return {};
}

void Switch::forget_unfinished() {
  Ledger ledger;
  auto loaded = load_ledger(fs_, session_.dirs().state());
  if (!loaded || loaded->unfinished.empty()) return;
  ledger = std::move(loaded).value();
  ledger.unfinished.clear();
  ignore(save_ledger(fs_, session_.dirs().state(), ledger), "the scripts would run once more, as they may");
}

Status Switch::after_the_flip(const Plan& plan, Report& report) {
  if (hooks_ != nullptr) {
    auto ran = run_phase(Phase::After, report);
    if (!ran)
      report.warnings.push_back(fmt::format("activation entries were cut short: {}", ran.error().message()));
    hooks_->end();
  }
  if (!plan.ledger.unfinished.empty()) forget_unfinished();
  apply_unit_changes(report);
  return {};
}

void Switch::apply_unit_changes(Report& report) {
  if (!options_.manage_units || (unit_steps_.empty() && from_.store_path == to_.store_path)) return;
  if (unit_steps_.empty() && from_.manifest.units.empty() && to_.manifest.units.empty()) return;
  const char* runtime = ::getenv("XDG_RUNTIME_DIR");
  Systemctl systemctl(runtime == nullptr ? "" : runtime);
  UnitControl& control = options_.unit_control == nullptr ? systemctl : *options_.unit_control;
  report.units = apply_units(control, unit_steps_, new_units_, to_.manifest.start_services);
}

Result<Report> Switch::run() {
  Report report;
  HM_TRY(Plan plan, this->plan());
  if (!plan.conflicts.empty()) return conflict_error(plan.conflicts);
  if (options_.approve && !options_.approve(plan))
    return fail(Code::Interrupted, "not wanted; nothing was changed");
  HM_CHECK(before_the_flip(plan, report));
  if (options_.manage_units && (!from_.manifest.units.empty() || !to_.manifest.units.empty())) {
    HM_TRY(const auto old_units, read_units(fs_, from_));
    HM_TRY(new_units_, read_units(fs_, to_));
    unit_steps_ = plan_units(old_units, new_units_);
  }
  if (interrupted()) return was_interrupted();
  // Scripts that are due survive a crash between the commit and their run.
  plan.ledger.unfinished.clear();
  for (const ActivationEntry& script : scripts_) {
    constexpr std::string_view prefix = "onChange of ";
    if (script.name.starts_with(prefix)) plan.ledger.unfinished.push_back(script.name.substr(prefix.size()));
  }
  HM_CHECK(apply(session_.dirs(), plan, id_, goal_.new_number, session_.profile().text, session_.ledger(),
                 report.warnings));
  HM_CHECK(after_the_flip(plan, report));

  report.from = plan.from;
  report.to = plan.to;
  report.from_store = plan.from_store;
  report.to_store = plan.to_store;
  report.same_generation = plan.from == plan.to;
  report.changes = std::move(plan.changes);
  report.unchanged = plan.unchanged;
  report.warnings.insert(report.warnings.begin(), plan.warnings.begin(), plan.warnings.end());
  report.warnings.insert(report.warnings.begin(), session_.warnings().begin(), session_.warnings().end());
  report.recovered = session_.recovered();
  if (!report.same_generation) {
    report.undo = report.from == 0               ? "hm uninstall"
                  : report.from + 1 == report.to ? "hm rollback"
                                                 : fmt::format("hm rollback {}", report.from);
  }
  return report;
}

Result<Report> run_switch(Fs& fs, const Place& place, const SwitchOptions& options,
                          const FindGoal& find_goal) {
  HM_TRY(Session session, Session::open(fs, place, options));
  HM_TRY(const Goal goal, find_goal(session));
  if (options.interrupted != nullptr && options.interrupted->load()) return was_interrupted();
  Switch work(fs, session, goal, options);
  HM_CHECK(work.load());
  auto report = work.run();
  if (!report && goal.number != session.profile().number) {
    report.error().context(
        fmt::format("switching from generation {} to {}", session.profile().number, goal.number));
  }
  return report;
}

Result<Plan> run_plan(Fs& fs, const Place& place, const SwitchOptions& options, const FindGoal& find_goal) {
  HM_TRY(Session session, Session::look(fs, place));
  HM_TRY(const Goal goal, find_goal(session));
  Switch work(fs, session, goal, options);
  HM_CHECK(work.load());
  HM_TRY(Plan plan, work.plan());
  plan.warnings.insert(plan.warnings.begin(), session.warnings().begin(), session.warnings().end());
  return plan;
}

FindGoal to_store_path(const std::string& store_path) {
  return [store_path](const Session& session) -> Result<Goal> {
    return goal_of_store_path(session, store_path);
  };
}

FindGoal to_number(std::optional<GenerationNumber> to) {
  return [to](const Session& session) { return goal_of_rollback(session, to); };
}

Result<Goal> to_nothing(const Session&) {
  return Goal{};
}

}  // namespace

std::size_t Report::count(Change::Kind kind) const {
  return static_cast<std::size_t>(std::count_if(changes.begin(), changes.end(),
                                                [&](const Change& change) { return change.kind == kind; }));
}

Result<Report> switch_to(Fs& fs, const Place& place, const std::string& store_path,
                         const SwitchOptions& options) {
  return run_switch(fs, place, options, to_store_path(store_path));
}

Result<Plan> plan_for(Fs& fs, const Place& place, const std::string& store_path,
                      const SwitchOptions& options) {
  return run_plan(fs, place, options, to_store_path(store_path));
}

Result<Report> rollback(Fs& fs, const Place& place, std::optional<GenerationNumber> to,
                        const SwitchOptions& options) {
  return run_switch(fs, place, options, to_number(to));
}

Result<Plan> plan_rollback(Fs& fs, const Place& place, std::optional<GenerationNumber> to,
                           const SwitchOptions& options) {
  return run_plan(fs, place, options, to_number(to));
}

Result<Report> uninstall(Fs& fs, const Place& place, const SwitchOptions& options) {
  return run_switch(fs, place, options, to_nothing);
}

Result<Plan> plan_uninstall(Fs& fs, const Place& place, const SwitchOptions& options) {
  return run_plan(fs, place, options, to_nothing);
}

}  // namespace hm::activate
