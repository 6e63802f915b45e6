// The files below modules/, inside the program. Generated at build time (modules/CMakeLists.txt).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace hm::embedded {

struct File {
  std::string_view name;     // relative to modules/: "programs/git.nix"
  std::string_view content;  // lives as long as the program
};

std::size_t count();
File at(std::size_t index);  // in the order of the names' bytes

std::optional<File> find(std::string_view name);
// Index of the first file whose name is not less than `name`; count() where none.
std::size_t lower_bound(std::string_view name);

}  // namespace hm::embedded
