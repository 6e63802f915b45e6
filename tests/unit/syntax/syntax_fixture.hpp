// One text parsed, with everything it needs.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/print.hpp"

namespace hm::test {

class SyntaxTest : public testing::Test {
 protected:
  // The canonical source, or "line:column message" of every error.
  std::string parsed(const std::string& text) {
    file_ = sources_.add("«test»", text, false);
    std::string result;
    on_big_stack([&] {
      tree_result_ = parse(*file_, symbols_, tree_, options_);
      if (tree_result_.errors.empty()) result = print(tree_result_.root, symbols_);
    });
    for (const Diagnostic& d : tree_result_.errors) {
      const LineColumn at = sources_.locate(d.labels.at(0).span.begin);
      if (!result.empty()) result += '\n';
      result += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + d.message;
    }
    return result;
  }
  // The text that a label of the first error stands under.
  std::string marked(std::size_t label) const {
    const Span span = tree_result_.errors.at(0).labels.at(label).span;
    return std::string(file_->view().substr(span.begin - file_->begin, span.end - span.begin));
  }

  SourceMap sources_;
  SymbolTable symbols_;
  ast::Tree tree_;
  ParseOptions options_{"/base", "/home/sean", false};
  const SourceFile* file_ = nullptr;
  Parsed tree_result_;
};

}  // namespace hm::test
