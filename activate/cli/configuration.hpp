// The configuration a verb works on: found, evaluated through modules/entry.nix, and asked questions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activate/cli/evaluation.hpp"

namespace hm {

struct ConfigurationOptions {
  EvaluationOptions evaluation;
  std::optional<std::string> named;      // CONFIG as an argument of its own
  std::optional<std::string> file;       // -f
  std::optional<std::string> attribute;  // -A
  std::optional<std::string> flake;      // --flake
};

void declare_configuration(Arguments& arguments, ConfigurationOptions& options);

// The file that is meant. Code::NotFound where there is none, Code::Usage for a flake (which hm cannot read yet).
Result<std::string> configuration_file(const Program& program, const ConfigurationOptions& options);

class Configuration {
 public:
  // Evaluates nothing of the configuration yet.
  static Result<std::unique_ptr<Configuration>> open(Program& program, const ConfigurationOptions& options,
                                                     std::string file, std::string store_dir, Store* store);

  const std::string& file() const { return file_; }
  Evaluation& evaluation() { return *evaluation_; }
  Evaluator& evaluator() { return evaluation_->evaluator(); }

  // The names of the file's homes where it has several, without evaluating any of them. Everything else asks for the one
  // home that the options name.
  Result<std::vector<std::string>> homes();

  // What it says about itself: the messages of assertions that failed, and its warnings.
  struct Said {
    std::vector<std::string> failed, warnings;
  };
  Result<Said> said();
  // The .drv of the generation. Call said() first: failed assertions are not looked at again.
  Result<std::string> generation_derivation();

  // A part of what modules/entry.nix gives, by attribute path ("activationPackage.drvPath"), as a string.
  Result<std::string> text_at(std::string_view path);
  Result<std::vector<std::string>> texts_at(std::string_view path);
  Result<V> value_at(std::string_view path);
  // The evaluated configuration, its assertions not yet looked at.
  Result<V> unchecked();

 private:
  Configuration() = default;
  Result<V> value_in(V root, std::string_view path);
  Result<std::vector<std::string>> texts_in(V root, std::string_view path);

  std::string file_;
  std::unique_ptr<Evaluation> evaluation_;
  V root_ = kNull;   // thunk of what modules/entry.nix gives
  V names_ = kNull;  // thunk of the same, asked for the homes' names
};

}  // namespace hm
