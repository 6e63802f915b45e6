// Files of a cache: the user's own (0600, directories 0700), small, replaced as a whole, and dispensable. Failing is not an
// error here but "there is none".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hm {

// A regular file, not through a symlink in the last component.
std::optional<std::string> read_private_file(const std::string& path);
// Makes the directories above; whoever reads finds the old content or the new.
bool write_private_file(const std::string& path, std::string_view content);

// The same with a checksum behind the content: nothing is read of a file that is damaged, larger than a cache
// is, or somebody else's.
std::optional<std::string> read_cache_file(const std::string& path);
bool write_cache_file(const std::string& path, std::string_view content);

// Is an open file ours, and nobody else's to write?
bool is_private(int file);
// Tells what accidents leave behind (blocks of zeros, a missing end, a flipped bit) from what was written; no
// proof against somebody who means it.
std::uint64_t checksum(std::string_view bytes);

// Makes `path` and what is missing above it.
bool make_private_directories(const std::string& path);
// Removes all but the `most` files written last.
void keep_newest_files(const std::string& directory, std::size_t most);

}  // namespace hm
