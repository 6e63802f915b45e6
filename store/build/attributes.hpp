// Reading a built-in builder's attributes: each getter says what was expected where something else was found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lang/base/result.hpp"
#include "store/build/tree_builder.hpp"

namespace hm {

// Absent and null are the same.
const nlohmann::json* find_attribute(const nlohmann::json& object, const char* name);
Result<std::string> string_attribute(const nlohmann::json& object, const char* name);
Result<std::string> string_attribute(const nlohmann::json& object, const char* name,
                                     const std::string& otherwise);
Result<std::optional<std::string>> optional_string(const nlohmann::json& object, const char* name);
// Also true for the strings and numbers that a derivation's environment makes of booleans ("1", 1).
Result<bool> bool_attribute(const nlohmann::json& object, const char* name, bool otherwise);
Result<std::optional<bool>> optional_bool(const nlohmann::json& object, const char* name);
Result<std::int64_t> integer_attribute(const nlohmann::json& object, const char* name,
                                       std::int64_t otherwise);
// An absent list is an empty one.
Result<std::vector<nlohmann::json>> list_attribute(const nlohmann::json& object, const char* name);
Result<std::vector<std::string>> strings_attribute(const nlohmann::json& object, const char* name);

// The entries of `builtin:tree`, added to a tree.
Status add_entries(TreeBuilder& tree, const nlohmann::json& object, const char* name,
                   const std::string& prefix = "");

}  // namespace hm
