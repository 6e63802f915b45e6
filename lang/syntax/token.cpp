#include "lang/syntax/token.hpp"

#include <array>

namespace hm::syntax {

std::string_view name_of(T kind) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(T::kCount)> kNames = {
      "end of file", "invalid token",
      "identifier", "string", "indented string", "integer", "floating-point literal", "path", "'~/…' path",
      "'<…>' path", "end of path", "URI",
      "'if'", "'then'", "'else'", "'assert'", "'with'", "'let'", "'in'", "'rec'", "'inherit'",
      "'=='", "'!='", "'<='", "'>='", "'//'", "'++'", "'&&'", "'||'", "'->'", "'or'", "'<|'", "'|>'",
      "'${'", "start of an indented string", "end of an indented string", "'...'",
      "'<'", "'>'", "'+'", "'-'", "'*'", "'/'", "'?'", "':'", "'@'", "';'", "'!'", "'.'",
      "'\"'", "'\"'", "'('", "')'", "'{'", "'}'", "'['", "']'", "'='", "','"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace hm::syntax
