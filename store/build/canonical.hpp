// What a builder left, made into an object.
#pragma once

#include <string>

#include "lang/base/hash.hpp"
#include "store/fs.hpp"

namespace hm {

// Canonical modes and times for everything at `directory`/`name`: files 0444 or 0555, directories 0555,
// modification time 1. Anything but files, directories and symlinks is Code::BuildFailed.
Status canonicalise(Fs& fs, const Fd& directory, const std::string& name);

// The hash a fixed output is compared with: of one flat file, or of the NAR.
Result<Hash> hash_object(Fs& fs, const Fd& directory, const std::string& name, HashAlgorithm algorithm,
                         bool recursive);

}  // namespace hm
