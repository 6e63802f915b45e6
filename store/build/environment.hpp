// What a builder is started with: the derivation's variables and the few that every build has, nothing of
// ours.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/derivation.hpp"
#include "lang/base/result.hpp"
#include "store/store.hpp"

namespace hm {

struct BuildEnvironment {
  std::string builder;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;  // to be written into the build directory
};

// Placeholders of the outputs (builtins.placeholder) become their paths. `passAsFile` moves variables into
// files;
// `__structuredAttrs` replaces all variables by .attrs.json and .attrs.sh.
Result<BuildEnvironment> prepare_environment(const Derivation& derivation, const Outputs& outputs,
                                             const std::string& store_dir, const std::string& build_dir,
                                             int cores);

// `text` with every placeholder of the outputs replaced by its path.
std::string replace_placeholders(std::string text, const Outputs& outputs, const std::string& store_dir);

// The text of .attrs.sh for the object in `json`: one shell declaration for each attribute a shell can hold.
Result<std::string> attributes_as_shell(const std::string& json);

}  // namespace hm
