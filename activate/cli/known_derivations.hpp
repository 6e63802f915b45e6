// The derivations that an evaluation without a store has named, as far as others ask about them.
//
// A whole package set is 90,000 derivations, whose texts would be 320 MB; what is asked about them are their
// outputs and what they need (DerivationOutline). Names are kept once and referred to by number, which leaves
// some hundred bytes each. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/derivation.hpp"
#include "lang/base/symbol.hpp"

namespace hm {

class KnownDerivations {
 public:
  // `path` is the full path of the .drv. One that is known already stays as it is.
  void add(std::string_view path, const DerivationOutline& outline);
  bool contains(std::string_view path) const;
  std::optional<DerivationOutline> find(std::string_view path) const;

 private:
  std::uint32_t number_of(std::string_view text) { return names_.intern(text).id; }
  std::string text_of(std::uint32_t number) const { return std::string(names_.text(Symbol{number})); }

  SymbolTable names_;
  std::unordered_map<std::uint32_t, std::uint32_t> records_;  // number of the path -> where its record begins
  // A record: the name or 0; a count and as many outputs, each a name and a path; a count and as many input
  // derivations; a count and as many input sources. Texts by number.
  std::vector<std::uint32_t> words_;
};

}  // namespace hm
