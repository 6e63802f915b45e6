// Source text -> tokens.
//
// Follows the reference's scanner rule by rule, longest match first, with its modes (default, string,
// indented string, path) as a stack. Escapes are only marked here; the grammar's builder resolves them.
#pragma once

#include <vector>

#include "lang/base/diagnostic.hpp"
#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "lang/syntax/token.hpp"

namespace hm::syntax {

struct Lexed {
  std::vector<Tok> tokens;        // ends with one T::End
  bool comment_runs_out = false;  // the text ends inside a comment: what is missing at the end is no news
};

// Problems of single tokens (a path with a trailing slash, an integer that does not fit, a switched-off
// operator) go to `errors`; the token is there all the same. `pipe_operators` says whether |> and <| are
// allowed.
Lexed lex(const SourceFile& file, SymbolTable& symbols, bool pipe_operators, std::vector<Diagnostic>& errors);

// The span of the token that begins at `pos`, for carets; a string is one span from quote to quote. A point
// where `pos` is outside of the file or no token begins there.
Span token_span(const SourceFile& file, Pos pos);

}  // namespace hm::syntax
