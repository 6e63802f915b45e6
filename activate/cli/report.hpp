// Results as JSON. Every document that a verb prints with --json begins with its name and version:
//   { "hm": "generations", "version": 1, … }
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace hm {

using Json = nlohmann::ordered_json;

// Prints the document on stdout.
void put_json(std::string_view document, int version, const Json& fields);

}  // namespace hm
