// Reading hm's own small JSON documents back. Only for the .cpp files that hold their formats: it brings in
// all of the JSON library.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "activate/ledger.hpp"
#include "lang/base/result.hpp"

namespace hm::activate {

using Json = nlohmann::json;

// A value that is JSON but not what the format says. Never leaves parse_state.
struct BadState : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct NewerState : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check_version(const Json& json, std::uint64_t known) {
  const auto version = json.at("version").get<std::uint64_t>();
  if (version > known) throw NewerState(fmt::format("version {} (this hm knows {})", version, known));
  if (version != known) throw BadState("a version that never was");
}

// Runs `read` over the parsed text; whatever does not fit becomes StateDamaged, a newer version StateTooNew.
template <class T, class Read>
Result<T> parse_state(std::string_view what, std::string_view text, Read read) {
  try {
    return read(Json::parse(text));
  } catch (const NewerState& e) {
    return fail(Code::StateTooNew, "{} was written by a newer hm: {}", what, e.what());
  } catch (const BadState& e) {
    return fail(Code::StateDamaged, "{} cannot be used: {}", what, e.what()).hint(kRepairHint);
  } catch (const Json::exception& e) {
    return fail(Code::StateDamaged, "{} cannot be used: {}", what, e.what()).hint(kRepairHint);
  }
}

Json to_json(const Location& location);
Location location_from(const Json& json);
Json to_json(const Ledger& ledger);
Ledger ledger_from(const Json& json);

}  // namespace hm::activate
