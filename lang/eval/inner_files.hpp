// Files that are part of the language: what `<nix/fetchurl.nix>` names. They stand below a path no disk has.
#pragma once

#include <optional>
#include <string_view>

namespace hm {

inline constexpr std::string_view kInnerPrefix = "/__nix__";

// The path that `<name>` means if the search path does not say otherwise; empty if none.
std::string_view inner_path(std::string_view name);
// The text of such a path.
std::optional<std::string_view> inner_file(std::string_view path);

}  // namespace hm
