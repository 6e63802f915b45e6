#include "activate/units.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

extern char** environ;

namespace hm::activate {
namespace {

constexpr std::size_t kLargestUnit = 1u << 20;

// "Key=value" of the [Unit] section, the last one; "" where there is none.
std::string unit_setting(const std::string& text, std::string_view key) {
  std::string_view rest = text;
  std::string value;
  bool in_unit = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (line.ends_with('\r') || line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    if (line.starts_with('[')) {
      in_unit = line == "[Unit]";
    } else if (in_unit && line.starts_with(key) && line.size() > key.size() && line[key.size()] == '=') {
      line.remove_prefix(key.size() + 1);
      while (line.starts_with(' ')) line.remove_prefix(1);
      value = line;
    }
  }
  return value;
}

bool is_yes(std::string_view value) {
  return value == "true" || value == "yes" || value == "1" || value == "on";
}
bool is_no(std::string_view value) {
  return value == "false" || value == "no" || value == "0" || value == "off";
}

bool is_template(std::string_view name) {
  const std::size_t at = name.find('@');
  return at != std::string_view::npos && at + 1 < name.size() && name[at + 1] == '.';
}

// What a unit whose file changed asks for.
UnitAction switch_method(const UnitFile& unit) {
  const std::string method = unit_setting(unit.text, "X-SwitchMethod");
  if (method == "reload") return UnitAction::Reload;
  if (method == "restart") return UnitAction::Restart;
  if (method == "stop-start") return UnitAction::StopStart;
  if (method == "keep-old") return UnitAction::KeepOld;
  if (is_no(unit_setting(unit.text, "X-RestartIfChanged"))) return UnitAction::KeepOld;
  if (is_yes(unit_setting(unit.text, "X-ReloadIfChanged"))) return UnitAction::Reload;
  if (is_yes(unit_setting(unit.text, "X-StopIfChanged"))) return UnitAction::StopStart;
  return UnitAction::Restart;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class Applier {
 public:
  Applier(UnitControl& control, const std::map<std::string, UnitFile>& after, bool start_services)
      : control_(control), after_(after), start_(start_services) {}

  UnitReport run(const std::vector<UnitStep>& steps) {
    if (!control_.available()) return std::move(report_);
    report_.session = true;
    // What runs now, under the old files.
    std::vector<UnitStep> wanted;
    for (const UnitStep& step : steps) judge(step, wanted);
    // Stopped while the manager still knows the old files, started when it knows the new ones.
    for (const UnitStep& step : wanted) {
      if (step.action == UnitAction::Stop || step.action == UnitAction::StopStart) act("stop", step.unit);
    }
    const auto reloaded = control_.run({"daemon-reload"});
    if (reloaded.status != 0)
      report_.warnings.push_back("systemd could not reload its units: " + reloaded.output);
    for (const UnitStep& step : wanted) {
      if (step.action == UnitAction::Restart) act("restart", step.unit);
      if (step.action == UnitAction::Reload) act("reload", step.unit);
      if (step.action == UnitAction::Start || step.action == UnitAction::StopStart) act("start", step.unit);
    }
    report_.done = std::move(wanted);
    if (!start_) report_.done.clear();
    return std::move(report_);
  }

 private:
  bool is_active(const std::string& unit) { return control_.run({"is-active", "--quiet", unit}).status == 0; }
  bool refuses(const std::string& unit, const char* property) {
    const auto it = after_.find(unit);
    return it != after_.end() && is_yes(unit_setting(it->second.text, property));
  }

  void judge(const UnitStep& step, std::vector<UnitStep>& wanted) {
    if (is_template(step.unit)) {
      // Its instances that run; new ones are nobody's wish yet.
      if (step.action == UnitAction::Start) return;
      const std::size_t at = step.unit.find('@');
      const auto listed = control_.run({"list-units", "--plain", "--no-legend", "--state=active",
                                        step.unit.substr(0, at + 1) + "*" + step.unit.substr(at + 1)});
      for (const std::string& line : lines_of(listed.output)) {
        const std::string name = line.substr(0, line.find(' '));
        if (!name.empty()) wanted.push_back({step.action, name});
      }
      return;
    }
    switch (step.action) {
      case UnitAction::KeepOld:
        return;
      case UnitAction::Start: {
        if (refuses(step.unit, "RefuseManualStart") || refuses(step.unit, "X-OnlyManualStart")) return;
        const auto it = after_.find(step.unit);
        if (it == after_.end()) return;
        const auto& targets = it->second.wanted_by;
        if (std::any_of(targets.begin(), targets.end(),
                        [&](const auto& target) { return is_active(target); })) {
          wanted.push_back(step);
        }
        return;
      }
      case UnitAction::Restart:
      case UnitAction::StopStart:
        if (refuses(step.unit, "RefuseManualStart") || refuses(step.unit, "RefuseManualStop")) return;
        [[fallthrough]];
      case UnitAction::Stop:
      case UnitAction::Reload:
        if (is_active(step.unit)) wanted.push_back(step);
        return;
    }
  }

  void act(const std::string& verb, const std::string& unit) {
    if (!start_) {
      report_.suggested.push_back("systemctl --user " + verb + " " + unit);
      return;
    }
    const auto answer = control_.run({verb, unit});
    if (answer.status != 0) {
      report_.warnings.push_back(fmt::format("systemctl --user {} {}: {}", verb, unit,
                                             answer.output.empty() ? "failed" : answer.output));
    }
  }

  UnitControl& control_;
  const std::map<std::string, UnitFile>& after_;
  bool start_;
  UnitReport report_;
};

}  // namespace

std::string_view name_of(UnitAction action) {
  switch (action) {
    case UnitAction::Stop:
      return "stop";
    case UnitAction::Restart:
      return "restart";
    case UnitAction::Reload:
      return "reload";
    case UnitAction::StopStart:
      return "stop-start";
    case UnitAction::Start:
      return "start";
    case UnitAction::KeepOld:
      return "keep-old";
  }
  return "";
}

Result<std::map<std::string, UnitFile>> read_units(Fs& fs, const Generation& generation) {
  std::map<std::string, UnitFile> units;
  for (const UnitEntry& entry : generation.manifest.units) {
    UnitFile unit;
    unit.name = entry.name;
    auto text = read_text(fs, At(generation.leaf(entry.target)), kLargestUnit);
    if (text) unit.text = std::move(text).value();  // one that cannot be read is there, and empty
    units[entry.name] = std::move(unit);
  }
  // "…/default.target.wants/foo.service": default.target wants foo.service.
  for (const ManagedFile& file : generation.manifest.files) {
    const std::size_t slash = file.target.rfind('/');
    if (slash == std::string::npos) continue;
    const auto it = units.find(file.target.substr(slash + 1));
    if (it == units.end()) continue;
    std::string_view directory = std::string_view(file.target).substr(0, slash);
    directory.remove_prefix(std::min(directory.rfind('/') + 1, directory.size()));
    for (const std::string_view tail : {".wants", ".requires"}) {
      if (directory.ends_with(tail))
        it->second.wanted_by.emplace_back(directory.substr(0, directory.size() - tail.size()));
    }
  }
  return units;
}

std::vector<UnitStep> plan_units(const std::map<std::string, UnitFile>& before,
                                 const std::map<std::string, UnitFile>& after) {
  std::vector<UnitStep> steps;
  for (const auto& [name, unit] : before) {
    if (after.contains(name)) continue;
    const bool keep = unit_setting(unit.text, "X-SwitchMethod") == "keep-old" ||
                      is_no(unit_setting(unit.text, "X-StopOnRemoval"));
    steps.push_back({keep ? UnitAction::KeepOld : UnitAction::Stop, name});
  }
  for (const auto& [name, unit] : after) {
    const auto old = before.find(name);
    if (old == before.end()) {
      steps.push_back({UnitAction::Start, name});
    } else if (old->second.text != unit.text) {
      steps.push_back({switch_method(unit), name});
    }
  }
  return steps;
}

UnitReport apply_units(UnitControl& control, const std::vector<UnitStep>& steps,
                       const std::map<std::string, UnitFile>& after, bool start_services) {
  return Applier(control, after, start_services).run(steps);
}

bool Systemctl::available() {
  // The manager's own socket: there exactly while a session's systemd runs. No process is started to find
  // out.
  if (runtime_directory_.empty()) return false;
  struct stat status {};
  return ::stat((runtime_directory_ + "/systemd/private").c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

UnitControl::Answer Systemctl::run(const std::vector<std::string>& arguments) {
  Answer answer;
  std::vector<std::string> words = {"systemctl", "--user"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return {127, "no pipe"};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, fds[1], 2);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, "systemctl", &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(fds[1]);
  if (failed != 0) {
    ::close(fds[0]);
    return {127, "systemctl is not here"};
  }
  char bytes[1024];
  while (true) {
    const ssize_t n = ::read(fds[0], bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    answer.output.append(bytes, static_cast<std::size_t>(n));
  }
  ::close(fds[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  while (answer.output.ends_with('\n')) answer.output.pop_back();
  return answer;
}

}  // namespace hm::activate
