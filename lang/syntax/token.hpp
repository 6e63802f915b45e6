// The flat token array: what the lexer makes and the grammar reads.
//
// The whole file is lexed first, so the grammar decides every alternative by looking at one to four tokens
// and never backtracks, and brackets are matched before parsing starts, which is what error recovery and
// hints live on.
//
// Layout: 16 bytes a token, in one array that ends with T::End. (Measured 2026-11 over 1,677 files: 8 bytes
// of source a token; a structure of arrays gained nothing.)
#pragma once

#include <cstdint>
#include <string_view>

namespace hm::syntax {

// The order is that of the reference's token numbers: lists of expected tokens are printed in it.
enum class T : std::uint8_t {
  End,
  Bad,
  Id,
  Str,
  IndStr,
  Int,
  Float,
  Path,
  HomePath,
  SearchPath,
  PathEnd,
  Uri,
  If,
  Then,
  Else,
  Assert,
  With,
  Let,
  In,
  Rec,
  Inherit,
  Equal,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Update,
  Concat,
  And,
  Or,
  Implies,
  OrKeyword,
  PipeFrom,
  PipeInto,
  DollarCurly,
  IndOpen,
  IndClose,
  Ellipsis,
  Less,
  Greater,
  Plus,
  Minus,
  Star,
  Slash,
  Question,
  Colon,
  At,
  Semicolon,
  Not,
  Dot,
  Quote,
  QuoteClose,
  ParenOpen,
  ParenClose,
  BraceOpen,
  BraceClose,
  BracketOpen,
  BracketClose,
  Assign,
  Comma,
  kCount
};

struct Tok {
  // Str: the text has a backslash or a CR in it. IndStr: the text was written with an escape.
  static constexpr std::uint8_t kEscaped = 1;
  static constexpr std::uint8_t kNul = 2;  // the text has a NUL byte in it, which no string may

  T kind;
  std::uint8_t flags;
  std::uint16_t pad;
  std::uint32_t value;  // Id, OrKeyword: symbol id. Opening bracket: index of its closer. Closer: of its
                        // opener. 0 = none
  std::uint32_t begin;  // offsets in the file
  std::uint32_t end;
};
static_assert(sizeof(Tok) == 16);

// How messages name a token: "'then'", "identifier", "end of file".
std::string_view name_of(T kind);

}  // namespace hm::syntax
