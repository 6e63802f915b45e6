// A switch that is cut short: at every mutation, with every error, with the power going, and again while
// recovering.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <random>

#include "scenario.hpp"
#include "tests/support/fault_fs.hpp"
#include "tests/support/memory_fs.hpp"

namespace hm::activate::test {
namespace {

using hm::test::Died;
using hm::test::FaultFs;
using hm::test::MemoryFs;

std::uint64_t seed_of_run() {
  const char* given = std::getenv("HM_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

SwitchOptions recovery_options() {
  SwitchOptions options;
  options.manage_units = false;
  return options;
}

Place place_of(const Scenario& scenario) {
  return {"/home/sean", scenario.name == "MovedState" ? "/elsewhere/hm" : "/state/hm"};
}

Result<Recovery> recover_home(Fs& fs, const Scenario& scenario) {
  return recover(fs, place_of(scenario), recovery_options());
}

// Everything that has to hold on the disk a crash has left. `what` names the point.
void check_after_crash(const Scenario& scenario, const Oracle& oracle, MemoryFs& disk,
                       const std::string& what) {
  ASSERT_EQ(oracle.check_views(disk), "") << scenario.name << ", " << what;
  auto recovered = recover_home(disk, scenario);
  ASSERT_TRUE(recovered) << scenario.name << ", " << what << ": " << recovered.error().message();
  ASSERT_EQ(oracle.check_views(disk), "") << scenario.name << ", recovered after " << what;
  auto again = recover_home(disk, scenario);
  ASSERT_TRUE(again && again->what == Recovered::Nothing) << scenario.name << ", " << what;
}

// The next switch succeeds and ends where an undisturbed one ends, with nothing left over.
void check_next_switch(const Scenario& scenario, const Oracle& oracle, MemoryFs& disk,
                       const std::string& what) {
  const bool rolled = scenario.name.ends_with("RolledBack") && oracle.is_new(disk);
  if (rolled) return;  // rolling back once more would go one further
  auto next = oracle.act(disk);
  ASSERT_TRUE(next || next.error().code() == Code::Conflict)
      << scenario.name << ", next switch after " << what << ": " << next.error().message();
  ASSERT_TRUE(oracle.is_new(disk)) << scenario.name << ", next switch after " << what
                                   << oracle.check_views(disk);
  ASSERT_EQ(oracle.check_trees(disk), "") << scenario.name << ", next switch after " << what;
}

class CrashTest : public ::testing::TestWithParam<Scenario> {};

std::size_t kill_everywhere(const Scenario& scenario) {
  const Oracle oracle(scenario);
  for (std::size_t n = 1;; ++n) {
    auto home = oracle.old_home();
    FaultFs fs(*home);
    fs.die_before_mutation(n);
    try {
      (void)oracle.act(fs, *home);
    } catch (const Died&) {
    }
    if (!fs.fired()) return n - 1;
    const std::string what =
        fmt::format("killed before mutation {} of {}", n, fs.log().empty() ? "" : fs.log().back());
    auto disk = home->after_kill();
    check_after_crash(scenario, oracle, *disk, what);
    check_next_switch(scenario, oracle, *disk, what);
    if (::testing::Test::HasFatalFailure()) return n;
  }
}

TEST_P(CrashTest, KilledAtEveryMutation) {
  EXPECT_GT(kill_everywhere(GetParam()), 3u);
}

TEST_P(CrashTest, KilledAgainWhileRecovering) {
  const Scenario& scenario = GetParam();
  const Oracle oracle(scenario);
  std::size_t pairs = 0;
  for (std::size_t n = 1;; ++n) {
    auto home = oracle.old_home();
    FaultFs fs(*home);
    fs.die_before_mutation(n);
    try {
      (void)oracle.act(fs, *home);
    } catch (const Died&) {
    }
    if (!fs.fired()) break;
    for (std::size_t m = 1;; ++m, ++pairs) {
      auto disk = home->after_kill();
      FaultFs second(*disk);
      second.die_before_mutation(m);
      try {
        (void)recover_home(second, scenario);
      } catch (const Died&) {
      }
      if (!second.fired()) break;
      auto third = disk->after_kill();
      const std::string what = fmt::format("killed before mutation {}, then {} of the recovery", n, m);
      check_after_crash(scenario, oracle, *third, what);
      if (m % 7 == n % 7) check_next_switch(scenario, oracle, *third, what);
      if (HasFatalFailure()) return;
    }
  }
  RecordProperty("pairs", static_cast<int>(pairs));
}

TEST_P(CrashTest, PowerCutAtEveryMutation) {
  const Scenario& scenario = GetParam();
  const Oracle oracle(scenario);
  const std::uint64_t seed = seed_of_run();
  std::mt19937_64 random(seed);
  std::size_t states = 0;
  for (std::size_t n = 1;; ++n) {
    auto home = oracle.old_home();
    FaultFs fs(*home);
    fs.die_before_mutation(n);
    try {
      (void)oracle.act(fs, *home);
    } catch (const Died&) {
    }
    const std::size_t pending = home->pending();
    std::vector<std::pair<std::string, std::function<bool(std::size_t)>>> losses;
    losses.emplace_back("everything unsynced", [](std::size_t) { return false; });
    for (std::size_t i = 0; i < pending; ++i) {
      losses.emplace_back(fmt::format("only operation {} of {}", i, pending),
                          [i](std::size_t op) { return op != i; });
      losses.emplace_back(fmt::format("all from {} of {}", i, pending),
                          [i](std::size_t op) { return op < i; });
      losses.emplace_back(fmt::format("all but {} of {}", i, pending),
                          [i](std::size_t op) { return op == i; });
    }
    for (int i = 0; i < 4; ++i) {
      const std::uint64_t bits = random();
      losses.emplace_back(fmt::format("at random ({:x}, HM_SEED={})", bits, seed),
                          [bits](std::size_t op) { return (bits >> op % 64 & 1) != 0; });
    }
    for (const auto& [lost, survives] : losses) {
      auto disk = home->after_crash(survives);
      const std::string what = fmt::format("power cut before mutation {}, lost: {}", n, lost);
      check_after_crash(scenario, oracle, *disk, what);
      if (HasFatalFailure()) return;
      if (++states % 5 == 0) check_next_switch(scenario, oracle, *disk, what);
      if (HasFatalFailure()) return;
    }
    if (!fs.fired()) break;
  }
  RecordProperty("states", static_cast<int>(states));
}

TEST_P(CrashTest, EveryCallFails) {
  const Scenario& scenario = GetParam();
  const Oracle oracle(scenario);
  for (const int error : {EIO, ENOSPC}) {
    for (const bool persistently : {false, true}) {
      for (std::size_t n = 1;; ++n) {
        auto home = oracle.old_home();
        FaultFs fs(*home);
        fs.fail_call(n, error, persistently);
        auto result = oracle.act(fs, *home);
        if (!fs.fired()) break;
        const std::string what =
            fmt::format("call {} failing with {}{}", n, error, persistently ? " from then on" : "");
        ASSERT_EQ(oracle.check_views(*home), "") << scenario.name << ", " << what;
        if (!result && !persistently) {
          // Either the switch itself has taken everything back, or it says that the next command goes on.
          const auto& notes = result.error().diagnostic().notes;
          const bool goes_on = std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("next command") != std::string::npos;
          });
          auto state = pending(*home, place_of(scenario));
          ASSERT_TRUE(state) << scenario.name << ", " << what;
          ASSERT_TRUE(goes_on || *state == JournalState::Settled)
              << scenario.name << ", " << what << ": " << result.error().message();
        }
        check_after_crash(scenario, oracle, *home, what);
        check_next_switch(scenario, oracle, *home, what);
        if (HasFatalFailure()) return;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, CrashTest, ::testing::ValuesIn(all_scenarios()),
                         [](const auto& scenario) { return scenario.param.name; });

TEST(RandomCrashTest, KilledAtEveryMutation) {
  const std::uint64_t first = seed_of_run();
  std::size_t points = 0;
  for (std::uint64_t seed = first; seed < first + 40; ++seed) {
    SCOPED_TRACE(fmt::format("HM_SEED={}", seed));
    points += kill_everywhere(random_scenario(seed));
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(points, 500u);
}

// A switch that is not atomic: it points each link at the new generation, one after the other. The loop must
// see it.
TEST(CrashControl, TheOracleSeesASwitchThatIsNotAtomic) {
  Scenario scenario = all_scenarios()[2];
  const auto honest = scenario.act;
  scenario.act = [](Fs& fs, World& world) -> Result<Report> {
    const std::string generation = world.generation({{"a", text("2")}, {"b/c", text("2")}});
    for (const char* target : {"a", "b/c"}) {
      HM_CHECK(fs.make_symlink(generation + "/home-files/" + target,
                               At(world.home(std::string(target) + ".new"))));
      HM_CHECK(
          fs.rename(At(world.home(std::string(target) + ".new")), At(world.home(target)), Rename::Replace));
    }
    return Report{};
  };
  const Oracle oracle(scenario);
  bool seen = false;
  for (std::size_t n = 1; !seen; ++n) {
    auto home = oracle.old_home();
    FaultFs fs(*home);
    fs.die_before_mutation(n);
    try {
      (void)oracle.act(fs, *home);
    } catch (const Died&) {
    }
    if (!fs.fired()) break;
    seen = !oracle.check_views(*home->after_kill()).empty();
  }
  EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace hm::activate::test
