// systemd user units: what a switch means for the services that run.
//
// The rules are those of sd-switch, which Home Manager uses: units that left are stopped, units whose file
// changed are restarted (or reloaded, or left alone, as they ask for with X-SwitchMethod, X-RestartIfChanged,
// X-ReloadIfChanged, X-StopIfChanged), new ones are started where a target that is active wants them. Nothing
// here ever fails a switch: where no session of systemd runs, nothing is done and the report says so.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "activate/observe.hpp"
#include "store/fs.hpp"

namespace hm::activate {

// `systemctl --user …`, or a test's stand-in.
class UnitControl {
 public:
  virtual ~UnitControl() = default;
  // Is there a manager to talk to?
  virtual bool available() = 0;
  struct Answer {
    int status = 0;
    std::string output;
  };
  // Runs `systemctl --user <arguments>`.
  virtual Answer run(const std::vector<std::string>& arguments) = 0;
};

enum class UnitAction : std::uint8_t { Stop, Restart, Reload, StopStart, Start, KeepOld };
std::string_view name_of(UnitAction action);

// What the files of a generation say of its units, and who wants them.
struct UnitFile {
  std::string name;
  std::string text;
  std::vector<std::string> wanted_by;  // "default.target", …
};
Result<std::map<std::string, UnitFile>> read_units(Fs& fs, const Generation& generation);

struct UnitStep {
  UnitAction action{};
  std::string unit;
};
// Pure. The actions depend on what is active; that is asked later, for those in question only.
std::vector<UnitStep> plan_units(const std::map<std::string, UnitFile>& before,
                                 const std::map<std::string, UnitFile>& after);

struct UnitReport {
  bool session = false;  // a manager was there
  std::vector<UnitStep> done;
  std::vector<std::string> suggested;  // what to do by hand: startServices is false
  std::vector<std::string> warnings;
};
// Reloads the manager and performs the steps. `start_services` false: only reloads, and suggests.
UnitReport apply_units(UnitControl& control, const std::vector<UnitStep>& steps,
                       const std::map<std::string, UnitFile>& after, bool start_services);

// The real one; `runtime_directory`: $XDG_RUNTIME_DIR.
class Systemctl final : public UnitControl {
 public:
  explicit Systemctl(std::string runtime_directory) : runtime_directory_(std::move(runtime_directory)) {}
  bool available() override;
  Answer run(const std::vector<std::string>& arguments) override;

 private:
  std::string runtime_directory_;
};

}  // namespace hm::activate
