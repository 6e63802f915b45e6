// Files of a cache: the user's own (0600, directories 0700), small, replaced as a whole, and dispensable. Failing is not an
// error here but "there is none".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hm {

std::optional<std::string> read_private_file(const std::string& path);
// Makes the directories above; whoever reads finds the old content or the new.
bool write_private_file(const std::string& path, std::string_view content);
// Makes `path` and what is missing above it.
bool make_private_directories(const std::string& path);
// Removes all but the `most` files written last.
void keep_newest_files(const std::string& directory, std::size_t most);

}  // namespace hm
