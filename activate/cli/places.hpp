// Where things are: the user, the home, the XDG directories, hm's own places in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lang/base/result.hpp"

namespace hm {

struct Places {
  std::string user;          // $USER, else the name of the user id in /etc/passwd
  std::string home;          // $HOME, canonical text (no trailing slash)
  std::string config_home;   // $XDG_CONFIG_HOME or ~/.config
  std::string data_home;     // $XDG_DATA_HOME or ~/.local/share
  std::string state_home;    // $XDG_STATE_HOME or ~/.local/state
  std::string cache_home;    // $XDG_CACHE_HOME or ~/.cache

  std::string config() const { return config_home + "/hm"; }
  std::string state() const { return state_home + "/hm"; }
  std::string cache() const { return cache_home + "/hm"; }
  std::string profile() const { return state() + "/profiles/home"; }
  std::string default_store() const { return data_home + "/hm/store"; }
};

// From the environment. An XDG variable that is not absolute is ignored, as its specification says; a HOME that is
// missing or not absolute is Code::Usage.
Result<Places> find_places();

// Refuses to act as root for a home that belongs to somebody else (sudo keeps HOME): Code::PermissionDenied.
Status check_owner(const Places& places);

// The configuration that is meant where the command line names none: $HM_CONFIG, then flake.nix or home.nix in hm's
// directory, then in Home Manager's places. Nothing found: nullopt.
std::optional<std::string> find_configuration(const Places& places);
// Everything find_configuration looks at, for messages.
std::string configuration_places(const Places& places);

std::string host_name();
std::optional<std::string> environment(const char* name);  // unset and empty are the same
std::string current_directory();
// Absolute and without ".", ".." and "//" by text alone; `base` is absolute.
std::string absolute_path(std::string_view path, std::string_view base);

}  // namespace hm
