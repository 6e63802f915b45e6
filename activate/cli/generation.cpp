#include "activate/cli/generation.hpp"

#include <fmt/format.h>

#include "activate/cli/evaluation_cache.hpp"

namespace hm {

Span beginning_of(const Program& program, const std::string& file) {
  const SourceFile* source = program.sources.find_name(file);
  return source ? Span{source->begin, source->begin} : Span{};
}

Error failed_assertion(const std::string& message, Span where) {
  Error error = fail(Code::FailedAssertion, "{}", message);
  if (where) error.at(where, "in this configuration");
  return error;
}

Error configuration_warning(const std::string& message, Span where) {
  Error warning = fail(Code::ConfigurationWarning, "{}", message);
  warning.diagnostic().severity = Severity::Warning;
  if (where) warning.at(where, "in this configuration");
  return warning;
}

Result<BuiltGeneration> build_generation(Program& program, const ConfigurationOptions& options, Store& store) {
  BuiltGeneration built;
  HM_TRY(built.file, configuration_file(program, options));
  HM_TRY(auto said, conclude(program, options, built.file, store.dir(), &store));
  if (!said.failed.empty()) {
    Error error = failed_assertion(said.failed.front(), beginning_of(program, built.file));
    for (std::size_t i = 1; i < said.failed.size(); ++i) {
      error.diagnostic().siblings.push_back(failed_assertion(said.failed[i], {}).diagnostic());
    }
    return error;
  }
  if (program.quiet == 0) {
    for (const auto& text : said.warnings) program.report(configuration_warning(text, {}).diagnostic());
  }
  built.derivation = said.derivation;
  HM_TRY(built.path, build_output(program, store, built.derivation));
  return built;
}

}  // namespace hm
