// Switches to be interrupted: a home as it is before, and what is done to it.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "tests/support/memory_fs.hpp"
#include "world.hpp"

namespace hm::activate::test {

struct Scenario {
  std::string name;
  // Brings the home to its old state.
  std::function<void(World&)> set_up;
  // The switch in question. Gets the Fs to do it through, which may fail or die.
  std::function<Result<Report>(Fs&, World&)> act;
  // Every path that is managed before or after, or stands where something managed will be. Units are left
  // out: they are the exception that is changed one by one.
  std::vector<std::string> paths;
};

inline void PrintTo(const Scenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

std::vector<Scenario> all_scenarios();
// A random one: two generations over the same few names, things of others in the way, drift. The same seed
// gives the same scenario.
Scenario random_scenario(std::uint64_t seed);

// The home of a scenario before and after an undisturbed run.
class Oracle {
 public:
  explicit Oracle(const Scenario& scenario);

  // A fresh home in the old state, everything durable.
  std::unique_ptr<hm::test::MemoryFs> old_home() const { return before_->after_kill(); }
  World world(Fs& fs) const { return World(fs); }
  std::size_t size() const { return scenario_.paths.size(); }

  // "" where every path reads as before, or every path as afterwards; else what does not fit.
  std::string check_views(Fs& fs) const;
  // "" where home and state directory are exactly as before, or as afterwards.
  std::string check_trees(Fs& fs) const;
  bool is_new(Fs& fs) const;
  // Runs the switch in question through `fs`. `scene`: the same file system without faults, for what is not
  // hm's doing.
  Result<Report> act(Fs& fs, Fs& scene) const;
  Result<Report> act(Fs& fs) const { return act(fs, fs); }

 private:
  std::vector<std::string> views(Fs& fs) const;
  static std::map<std::string, std::string> everything(Fs& fs);

  const Scenario& scenario_;
  std::unique_ptr<hm::test::MemoryFs> before_;
  std::vector<std::string> old_views_, new_views_;
  std::map<std::string, std::string> old_tree_, new_tree_;
};

}  // namespace hm::activate::test
