// Which program this is: what caches written by another build must not be read with.
#pragma once

#include <string>

namespace hm {

// The linker's build id (a hash of everything in the program), as hexadecimal digits; "" where it was linked without one.
const std::string& build_identity();

}  // namespace hm
