// The manifest: all that activation knows of a configuration.
//
// Every generation holds one, `manifest.json`; its format, version 1, stands in docs/internals/treaties.md.
// Reading it trusts nothing: a manifest may come from a damaged disk or from a stranger's cache. Every target
// is a safe relative path (no "..", no leading "/", no control of where it lands but by its own components),
// no target stands twice and none lies below another, names and texts are valid UTF-8 without NUL. What is
// unknown is skipped, so that version 1 can grow; another version is refused.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.hpp"

namespace hm::activate {

inline constexpr std::uint64_t kManifestVersion = 1;

// One leaf of home-files. The source is always <generation>/home-files/<target>.
struct ManagedFile {
  std::string target;     // relative to the home, safe
  std::string content;    // a mark of what it holds; "": the manifest of an older hm, which had none
  std::string on_change;  // shell text, run after the switch when the content changed
  bool force = false;     // what stands there and is not ours may be put aside without asking
};

// Do two leaves hold the same, as far as their marks tell? Of links with different texts they do not.
std::optional<bool> same_by_mark(const ManagedFile& a, const ManagedFile& b);

struct PackageEntry {
  std::string name, version, path, origin, program;
};

enum class Phase : std::uint8_t { Before, Link, After };

// An entry of home.activation, in the order in which they run.
struct ActivationEntry {
  std::string name;
  Phase phase = Phase::After;
  std::string text;
};

// A systemd user unit: its link leads to the store, not through the profile.
struct UnitEntry {
  std::string name, target;
};

struct Manifest {
  std::string username, home_directory, state_version;
  std::vector<ManagedFile> files;  // in the order of path_order
  std::vector<PackageEntry> packages;
  std::vector<ActivationEntry> activation;
  std::vector<UnitEntry> units;
  bool start_services = true;
  std::vector<std::string> activation_path;  // directories in front of PATH while entries run
  std::map<std::string, std::string> session_variables;
  std::vector<std::string> specialisations, warnings;

  const ManagedFile* find(std::string_view target) const;  // nullptr where not managed
};

// Errors: StateTooNew for another version, StateDamaged for anything else that does not fit; the message says
// where in the document.
Result<Manifest> parse_manifest(std::string_view json);

// Orders paths so that whatever lies below a directory follows it directly: "/" sorts before every other
// byte.
bool path_order(std::string_view a, std::string_view b);

// Is this a target a manifest may name? As is_safe_relative, and besides: at most 4,000 bytes, no component
// longer than 255, no control characters, valid UTF-8, not starting with "~".
Status check_target(std::string_view target);

}  // namespace hm::activate
