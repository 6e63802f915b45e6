// What a parser may say about literals that mean something, but not everywhere or not to everybody.
#pragma once

#include <cstdint>

namespace hm {

enum class Lint : std::uint8_t { Ignore, Warn, Fatal };

struct Lints {
  Lint short_paths = Lint::Ignore;     // a/b, which could be ./a/b
  Lint absolute_paths = Lint::Ignore;  // /a and ~/a
  Lint urls = Lint::Ignore;            // http://example.com without quotes
};

}  // namespace hm
