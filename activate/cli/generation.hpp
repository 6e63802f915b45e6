// From a configuration to a generation in the store.
#pragma once

#include <string>
#include <vector>

#include "activate/cli/build.hpp"
#include "activate/cli/configuration.hpp"

namespace hm {

struct BuiltGeneration {
  std::string file;        // the configuration
  std::string derivation;  // full path of the .drv
  std::string path;        // full path of the generation
};

// What a configuration says about itself, as diagnostics. A module's assertion has no place of its own: `where` is
// the beginning of the configuration.
Span beginning_of(const Program& program, const std::string& file);
Error failed_assertion(const std::string& message, Span where);
Error configuration_warning(const std::string& message, Span where);

// Evaluates the configuration and builds its activationPackage. Warnings of the configuration are narrated once.
Result<BuiltGeneration> build_generation(Program& program, const ConfigurationOptions& options, Store& store);

}  // namespace hm
