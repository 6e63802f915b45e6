// The colours of diagnostics: SGR sequences, or nothing at all.
#pragma once

#include <string_view>

namespace hm {

struct Palette {
  std::string_view error, warning, note, hint, frame, faint, reset;

  static constexpr Palette none() { return {}; }
  static constexpr Palette terminal() {
    return {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;32m", "\x1b[34m", "\x1b[2m", "\x1b[0m"};
  }
};

}  // namespace hm
