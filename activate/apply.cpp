#include "activate/apply.hpp"

#include <algorithm>
#include <cerrno>

#include "activate/generation.hpp"
#include "activate/transition.hpp"

namespace hm::activate {
namespace {

// The generation's numbered link; already there where a recovery comes back to it.
Status make_generation_link(HomeDirectories& dirs, const Journal& journal) {
  if (!journal.new_number) return {};
  auto made = dirs.fs().make_symlink(journal.to_store, At(dirs.profiles(), generation_link(journal.to)));
  dirs.touched_profiles();
  return made;
}

Status remove_generation_link(HomeDirectories& dirs, const Journal& journal) {
  if (!journal.new_number) return {};
  auto text = dirs.fs().read_link(At(dirs.profiles(), generation_link(journal.to)));
  if (!text || *text != journal.to_store) return {};
  dirs.touched_profiles();
  return dirs.fs().unlink(At(dirs.profiles(), generation_link(journal.to)));
}

// Everything before the marker. A reader sees the old home throughout.
Status prepare(HomeDirectories& dirs, const Plan& plan, const Journal& journal) {
  HM_CHECK(make_generation_link(dirs, journal));
  if (!plan.before.empty())
    HM_CHECK(make_transition(dirs.fs(), dirs.state(), "before", plan.from_store, plan.before));
  if (!plan.after.empty())
    HM_CHECK(make_transition(dirs.fs(), dirs.state(), "after", plan.to_store, plan.after));
  for (const Step& step : journal.prepare) {
    // What a flip turns to must be durable before it is, and the flip before what relies on it.
    if (step.kind == StepKind::Flip) HM_CHECK(dirs.sync());
    HM_CHECK(prepare_step(dirs, step));
    if (step.kind == StepKind::Flip) HM_CHECK(dirs.sync());
  }
  return dirs.sync();
}

// Has the profile turned for the last time? A recovery must then not turn it back to a transitional
// generation, which may be half gone. Where the switch began at the very generation it ends at, the profile
// cannot tell, but whether that generation is there can: it goes in one rename.
Result<bool> has_turned(HomeDirectories& dirs, const Journal& journal) {
  const auto last = std::find_if(journal.finish.rbegin(), journal.finish.rend(),
                                 [](const Step& step) { return step.kind == StepKind::Flip; });
  if (last == journal.finish.rend()) return true;
  auto now = dirs.fs().read_link(At(dirs.profiles(), "home"));
  if (!now && now.error().os_error() != ENOENT) return std::move(now).error();
  if ((now ? *now : "") != last->text) return false;
  if (last->text != journal.from_profile) return true;
  HM_TRY(const NodeStatus after, dirs.fs().stat(At(dirs.state(), "after"), Follow::No));
  return after.kind == NodeKind::Missing;
}

Status remove_transition(HomeDirectories& dirs, const std::string& name) {
  HM_TRY(const NodeStatus there, dirs.fs().stat(At(dirs.state(), name), Follow::No));
  HM_CHECK(remove_tree(dirs.fs(), dirs.state(), name + ".gone"));
  if (there.kind == NodeKind::Missing) return {};
  HM_CHECK(dirs.fs().rename(At(dirs.state(), name), At(dirs.state(), name + ".gone"), Rename::NoReplace));
  HM_CHECK(dirs.fs().sync(dirs.state()));
  return remove_tree(dirs.fs(), dirs.state(), name + ".gone");
}

Status finish(HomeDirectories& dirs, const Journal& journal, Warnings& warnings) {
  HM_TRY(const bool turned, has_turned(dirs, journal));
  for (const Step& step : journal.finish) {
    if (step.kind == StepKind::Flip && turned) continue;
    if (step.kind == StepKind::Flip) HM_CHECK(dirs.sync());
    HM_CHECK(finish_step(dirs, step, warnings));
    if (step.kind == StepKind::Flip) HM_CHECK(dirs.sync());
  }
  HM_CHECK(dirs.sync());
  HM_CHECK(remove_transition(dirs, "before"));
  HM_CHECK(remove_transition(dirs, "after"));
  // The ledger first: with it durable the switch is whole, and the journal only says again what is done.
  HM_CHECK(save_ledger(dirs.fs(), dirs.state(), journal.ledger));
  HM_CHECK(dirs.fs().unlink(At(dirs.state(), kJournalCommit)));
  return dirs.fs().sync(dirs.state());
}

// Takes back all that was prepared, the last first. Stops where a step cannot be taken back: what lies before
// it holds up what a reader sees after it. The journal stays until all is undone.
Status undo(HomeDirectories& dirs, const Journal& journal) {
  dirs.forget();
  for (auto step = journal.prepare.rbegin(); step != journal.prepare.rend(); ++step) {
    if (step->kind == StepKind::Flip) HM_CHECK(dirs.sync());
    HM_CHECK(undo_step(dirs, journal, *step));
    if (step->kind == StepKind::Flip) HM_CHECK(dirs.sync());
  }
  HM_CHECK(remove_generation_link(dirs, journal));
  HM_CHECK(dirs.sync());
  HM_CHECK(remove_transition(dirs, "before"));
  HM_CHECK(remove_transition(dirs, "after"));
  auto gone = dirs.fs().unlink(At(dirs.state(), kJournal));
  if (!gone && gone.error().os_error() != ENOENT) return gone;
  return dirs.fs().sync(dirs.state());
}

Error taken_back(HomeDirectories& dirs, const Journal& journal, Error error) {
  auto undone = undo(dirs, journal);
  if (undone) return std::move(error).note("nothing was changed");
  return std::move(error).note(
      fmt::format("taking it back failed too ({}); the next command does it", undone.error().message()));
}

// Nothing but the profile turns: one rename is a switch by itself, and needs no journal.
Status turn_only(HomeDirectories& dirs, const Journal& journal) {
  HM_CHECK(make_generation_link(dirs, journal));
  HM_CHECK(dirs.sync());
  const std::string text = journal.to_store.empty() ? "" : generation_link(journal.to);
  auto turned = flip(dirs, text);
  if (turned) return dirs.sync();
  ignore(remove_generation_link(dirs, journal), "the next switch to this generation takes the number up");
  return turned;
}

}  // namespace

Status apply(HomeDirectories& dirs, const Plan& plan, const std::string& id, bool new_number,
             const std::string& from_profile, const Ledger& old_ledger, Warnings& warnings) {
  Journal journal;
  journal.id = id;
  journal.from = plan.from;
  journal.to = plan.to;
  journal.from_profile = from_profile;
  journal.to_store = plan.to_store;
  journal.new_number = new_number;
  journal.ledger = plan.ledger;
  if (plan.only_flips()) {
    if (!plan.flips())
      return plan.ledger == old_ledger ? Status() : save_ledger(dirs.fs(), dirs.state(), plan.ledger);
    if (plan.ledger == old_ledger) return turn_only(dirs, journal);
    Step& turn = journal.finish.emplace_back();
    turn.kind = StepKind::Flip;
    if (!plan.to_store.empty()) turn.text = generation_link(plan.to);
  } else {
    journal.prepare = plan.prepare;
    journal.finish = plan.finish;
  }
  auto written = replace_text(dirs.fs(), dirs.state(), kJournal, write_journal(journal));
  if (!written) {
    // Whether it is there or not: nothing has been done that it could speak of.
    ignore(dirs.fs().unlink(At(dirs.state(), kJournal)), "undoing nothing does nothing");
    ignore(dirs.fs().unlink(At(dirs.state(), std::string(kJournal) + ".new")),
           "the next journal replaces it");
    return std::move(written).error().note("nothing was changed");
  }
  auto prepared = prepare(dirs, plan, journal);
  if (!prepared) return taken_back(dirs, journal, std::move(prepared).error());
  auto marked =
      dirs.fs().rename(At(dirs.state(), kJournal), At(dirs.state(), kJournalCommit), Rename::Replace);
  if (marked) {
    marked = dirs.fs().sync(dirs.state());
    if (!marked) {
      auto back =
          dirs.fs().rename(At(dirs.state(), kJournalCommit), At(dirs.state(), kJournal), Rename::Replace);
      if (!back) return std::move(marked).error().note("the next command finishes the switch");
    }
  }
  if (!marked) return taken_back(dirs, journal, std::move(marked).error());
  auto finished = finish(dirs, journal, warnings);
  if (!finished) {
    return std::move(finished).error().note(
        fmt::format("the switch to generation {} is under way; the next command finishes it", plan.to));
  }
  return {};
}

Result<Recovery> recover_journal(HomeDirectories& dirs) {
  Recovery recovery;
  HM_TRY(const FoundJournal found, load_journal(dirs.fs(), dirs.state()));
  recovery.from = found.journal.from;
  recovery.to = found.journal.to;
  switch (found.state) {
    case JournalState::Settled: {
      // A crash just before a rename leaves what was prepared for it.
      HM_CHECK(remove_tree(dirs.fs(), dirs.state(), "journal.new"));
      HM_CHECK(remove_tree(dirs.fs(), dirs.state(), "home.json.new"));
      HM_CHECK(remove_tree(dirs.fs(), dirs.profiles(), ".home.new"));
      return recovery;
    }
    case JournalState::Preparing:
      HM_CHECK(undo(dirs, found.journal).context("undoing an interrupted switch"));
      recovery.what = Recovered::Undone;
      return recovery;
    case JournalState::Committing:
      HM_CHECK(finish(dirs, found.journal, recovery.warnings).context("finishing an interrupted switch"));
      recovery.what = Recovered::Finished;
      return recovery;
  }
  return recovery;
}

}  // namespace hm::activate
