#include "activate/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace hm::activate {
namespace {

using ::testing::ElementsAre;

class FakeControl : public UnitControl {
 public:
  bool available() override { return here; }
  Answer run(const std::vector<std::string>& arguments) override {
    if (arguments[0] == "is-active") return {active.contains(arguments.back()) ? 0 : 3, ""};
    if (arguments[0] == "list-units") return {0, instances};
    std::string line;
    for (const auto& word : arguments) line += (line.empty() ? "" : " ") + word;
    calls.push_back(line);
    return {line == failing ? 1 : 0, line == failing ? "refused" : ""};
  }
  bool here = true;
  std::set<std::string> active;
  std::string instances, failing;
  std::vector<std::string> calls;
};

std::map<std::string, UnitFile> units(std::initializer_list<UnitFile> list) {
  std::map<std::string, UnitFile> result;
  for (const UnitFile& unit : list) result[unit.name] = unit;
  return result;
}

TEST(Units, WhatChangedIsTreatedAsItAsks) {
  FakeControl control;
  control.active = {"gone.service", "restarted.service", "reloaded.service",
                    "kept.service", "both.service",      "default.target"};
  const auto before = units({{"gone.service", "", {}},
                             {"idle.service", "", {}},
                             {"restarted.service", "1", {}},
                             {"reloaded.service", "1", {}},
                             {"kept.service", "1", {}},
                             {"both.service", "1", {}},
                             {"same.service", "1", {}}});
  const auto after = units({{"restarted.service", "[Unit]\n", {}},
                            {"reloaded.service", "[Unit]\nX-ReloadIfChanged=true\n", {}},
                            {"kept.service", "[Unit]\nX-RestartIfChanged=false\n[Service]\n", {}},
                            {"both.service", "[Unit]\nX-SwitchMethod=stop-start\n", {}},
                            {"same.service", "1", {}},
                            {"new.service", "", {"default.target"}},
                            {"unwanted.service", "", {"other.target"}},
                            {"manual.service", "[Unit]\nRefuseManualStart=true\n", {"default.target"}}});
  const auto report = apply_units(control, plan_units(before, after), after, true);
  EXPECT_TRUE(report.session);
  EXPECT_THAT(control.calls,
              ElementsAre("stop gone.service", "stop both.service", "daemon-reload", "start both.service",
                          "start new.service", "reload reloaded.service", "restart restarted.service"));
}

TEST(Units, WithoutASessionNothingIsDone) {
  FakeControl control;
  control.here = false;
  const auto after = units({{"new.service", "", {"default.target"}}});
  const auto report = apply_units(control, plan_units({}, after), after, true);
  EXPECT_FALSE(report.session);
  EXPECT_TRUE(control.calls.empty());
}

TEST(Units, SuggestsWhereItMayNotStart) {
  FakeControl control;
  control.active = {"default.target"};
  const auto after = units({{"new.service", "", {"default.target"}}});
  const auto report = apply_units(control, plan_units({}, after), after, false);
  EXPECT_THAT(control.calls, ElementsAre("daemon-reload"));
  EXPECT_THAT(report.suggested, ElementsAre("systemctl --user start new.service"));
}

TEST(Units, InstancesOfATemplateFollowIt) {
  FakeControl control;
  control.instances = "a@one.service loaded active running A\na@two.service loaded active running A\n";
  const auto report =
      apply_units(control, plan_units(units({{"a@.service", "1", {}}}), units({{"a@.service", "2", {}}})),
                  units({{"a@.service", "2", {}}}), true);
  EXPECT_THAT(control.calls, ElementsAre("daemon-reload", "restart a@one.service", "restart a@two.service"));
}

TEST(Units, AFailureIsAWarning) {
  FakeControl control;
  control.active = {"gone.service"};
  control.failing = "stop gone.service";
  const auto report = apply_units(control, plan_units(units({{"gone.service", "", {}}}), {}), {}, true);
  ASSERT_EQ(report.warnings.size(), 1u);
}

}  // namespace
}  // namespace hm::activate
