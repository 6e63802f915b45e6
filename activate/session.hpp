// One command's hold on a home: the lock, the directories, what is current. Inner header of activate.
#pragma once

#include <string>

#include "activate/activate.hpp"
#include "activate/home_directories.hpp"

namespace hm::activate {

class Session {
 public:
  // Takes the lock (making the state directory if needed), settles what was interrupted, reads what is
  // current.
  static Result<Session> open(Fs& fs, const Place& place, const SwitchOptions& options);
  // Without the lock and without changing anything, for plans. The state directory may be missing.
  static Result<Session> look(Fs& fs, const Place& place);

  const Place& place() const { return place_; }
  HomeDirectories& dirs() { return *dirs_; }
  const Ledger& ledger() const { return ledger_; }
  const Profile& profile() const { return profile_; }
  const std::vector<GenerationInfo>& generations() const { return generations_; }
  const Recovery& recovered() const { return recovered_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const GenerationInfo* find(GenerationNumber number) const;
  GenerationNumber next_number() const;

  // The current generation, with its manifest. One that can no longer be read counts as empty, with a
  // warning.
  Result<Generation> current(Fs& fs);

 private:
  Place place_;
  Fd lock_;  // first made, last released
  std::optional<HomeDirectories> dirs_;
  Ledger ledger_;
  Profile profile_;
  std::vector<GenerationInfo> generations_;
  GenerationNumber highest_ = 0;  // that a name in profiles/ takes
  Recovery recovered_;
  std::vector<std::string> warnings_;
};

// The lock of a home, held until the descriptor is closed. Locked where `options` do not want to wait.
Result<Fd> take_lock(Fs& fs, const Fd& state, const SwitchOptions& options);

// Absolute, without "/" at the end or twice, valid UTF-8. Usage where it cannot be one.
Result<Place> checked_place(const Place& place);

}  // namespace hm::activate
