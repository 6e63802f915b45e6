// Paths as text: absolute, "/"-separated.
#pragma once

#include <string>
#include <string_view>

namespace hm {

// No empty, "." or ".." components, no trailing slash; "/" stays. `path` begins with "/".
std::string canonical_path(std::string_view path);
// What follows the last slash.
std::string_view base_name(std::string_view path);
std::string_view parent_path(std::string_view path);  // "/" for "/a"

// What stands for the output of a floating content-addressed derivation until it is built.
std::string output_placeholder(std::string_view drv_path, std::string_view output);

}  // namespace hm
