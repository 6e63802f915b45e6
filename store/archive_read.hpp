// Unpacks foreign archives into a held directory.
//
// Read are tar and zip, plain or compressed with gzip, bzip2, xz or zstd; nothing else is even tried. An
// archive is hostile until it has been read to its end: names that leave the directory, absolute names,
// entries below a link, duplicate entries, names equal but for case, control characters in names, anything
// but files, directories, symlinks and hard links (to a file of the same archive), and limits exceeded all
// end the whole reading with Code::BadUse. Any complaint of the archive library does, too.
#pragma once

#include <cstdint>
#include <string>

#include "store/fs.hpp"

namespace hm {

struct UnpackLimits {
  std::uint64_t bytes = std::uint64_t{8} << 30;  // of all files together
  std::uint64_t entries = 1'000'000;
  std::uint64_t ratio = 1'000;  // unpacked to packed, once more than `free_bytes` have come out
  std::uint64_t free_bytes = std::uint64_t{64} << 20;
  int depth = 64;
};

// After an error, what was unpacked so far is still there: `into` is to be a temporary directory.
// `newest_or_null` gets the latest modification time of an entry, in seconds since the epoch.
Status unpack_archive(Fs& fs, const At& archive, const Fd& into, const UnpackLimits& limits,
                      std::int64_t* newest_or_null = nullptr);

// The name of the one directory that `directory` holds, "" where it holds anything else beside or instead.
Result<std::string> only_directory(Fs& fs, const Fd& directory);

}  // namespace hm
