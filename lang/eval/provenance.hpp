// Where the value that an expression stands for was written, as far as the text alone tells.
//
// Values carry no places. When an error is about one, the file is parsed once more, and names are followed to
// what they are bound to: `let port = "80"; in port + 1` leads from the second `port` to "80". Nothing is
// evaluated.
#pragma once

#include "lang/base/diagnostic.hpp"
#include "lang/syntax/ast.hpp"

namespace hm {

class Evaluator;

struct Provenance {
  Pos used = kNoPos;         // the expression itself: of an argument, where it stands in the call
  Pos defined = kNoPos;      // what it is bound to; kNoPos where the text does not tell
  bool is_argument = false;  // `defined` is an argument of a function
  bool is_function = false;  // `defined` is one
};

// Of which part of the expression at a place the value is.
struct Part {
  enum Kind { Whole, Argument, OnlyArgument, Function } kind = Whole;
  unsigned number = 0;  // Argument: of the call or operation, from 1
};

// `root` is a tree as parsed, `place` where one of its expressions begins.
Provenance provenance_of(ast::Expr root, Pos place, Part part);

// Completes an error about a value: the label moves to the argument or operand that is at fault, and a second
// one says where it was written. Does nothing for other errors and for those that have two labels. Parses the
// file of the label.
void add_provenance(Evaluator& ev, Error& error);
// Does the error's first step name an argument or operand, so that its label will stand there?
bool names_a_part(const Diagnostic& d);

}  // namespace hm
