// The options of an evaluated configuration, as text.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "activate/cli/configuration.hpp"

namespace hm {

struct OptionDefinition {
  std::string file;
  std::string place;  // "file:line:column" where known, else the file
  std::string value;
  std::optional<std::int64_t> priority;
};

struct OptionText {
  std::string name;
  std::string type, description;
  std::optional<std::string> default_value, example;
  std::optional<std::string> value;  // nothing: not defined, or it cannot be evaluated
  std::string problem;               // why not
  std::optional<std::int64_t> priority;
  std::vector<OptionDefinition> definitions;  // those that won
  std::vector<OptionDefinition> overridden;   // those that lost, where the library tells
  std::vector<std::string> declarations;
};

class OptionTree {
 public:
  static Result<OptionTree> open(Configuration& configuration);

  // What a name stands for: an option, or the names below it.
  struct Found {
    std::optional<OptionText> option;
    std::vector<std::string> below;
  };
  // Code::NotFound with the nearest name. "" gives the outermost names.
  Result<Found> find(const std::string& name);

  struct Summary {
    std::string name, type, description;
  };
  // Every option, in the order of the names; their values are not evaluated.
  Result<std::vector<Summary>> all();

 private:
  explicit OptionTree(Configuration& c, V root) : c_(c), e_(c.evaluator()), root_(root) {}

  bool is_option(V value);
  OptionText describe(const std::string& name, V option);
  void describe_definitions(OptionText& text, V option);
  std::string text_of(V option, std::string_view attribute);
  // As text. What fails inside is thrown, or with Failures::Shown stands where it failed.
  enum class Failures { Thrown, Shown };
  std::string plain(V value, Failures failures = Failures::Thrown);
  std::optional<std::string> shown(V option, std::string_view attribute);
  void collect(const std::string& prefix, V set, int depth, std::vector<Summary>& found);

  Configuration& c_;
  Evaluator& e_;
  V root_;
};

}  // namespace hm
