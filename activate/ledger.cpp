#include "activate/ledger.hpp"

#include <cerrno>

#include "activate/json_fields.hpp"
#include "activate/manifest.hpp"

namespace hm::activate {
namespace {

constexpr std::uint64_t kLedgerVersion = 1;
constexpr const char* kLedgerName = "home.json";

}  // namespace

std::string_view name_of(Why why) {
  switch (why) {
    case Why::Backup:
      return "backup";
    case Why::Forced:
      return "forced";
    case Why::Identical:
      return "identical";
    case Why::HomeManager:
      return "home-manager";
  }
  return "";
}

Json to_json(const Location& location) {
  return (location.base == Location::Base::Home ? "home:" : "state:") + location.path;
}

Location location_from(const Json& json) {
  const auto text = json.get<std::string>();
  const std::size_t colon = text.find(':');
  const std::string base = text.substr(0, colon);
  Location result;
  if (colon == std::string::npos || (base != "home" && base != "state"))
    throw BadState("a place of no known kind");
  result.base = base == "home" ? Location::Base::Home : Location::Base::State;
  result.path = text.substr(colon + 1);
  if (!is_safe_relative(result.path)) throw BadState("a place outside the home");
  return result;
}

Json to_json(const Ledger& ledger) {
  Json kept = Json::array();
  for (const Kept& k : ledger.kept) {
    kept.push_back({{"target", k.target},
                    {"at", to_json(k.at)},
                    {"why", name_of(k.why)},
                    {"kind", static_cast<int>(k.kind)},
                    {"link", k.link}});
  }
  return {{"version", kLedgerVersion},
          {"profile", ledger.profile},
          {"made", ledger.made},
          {"replaced", ledger.replaced},
          {"kept", kept},
          {"next", ledger.next},
          {"unfinished", ledger.unfinished}};
}

Ledger ledger_from(const Json& json) {
  check_version(json, kLedgerVersion);
  Ledger ledger;
  ledger.profile = json.at("profile").get<std::string>();
  ledger.made = json.at("made").get<std::set<std::string>>();
  ledger.replaced = json.at("replaced").get<std::map<std::string, std::uint32_t>>();
  ledger.next = json.at("next").get<GenerationNumber>();
  ledger.unfinished = json.at("unfinished").get<std::vector<std::string>>();
  for (const Json& item : json.at("kept")) {
    Kept k;
    k.target = item.at("target").get<std::string>();
    k.at = location_from(item.at("at"));
    const auto why = item.at("why").get<std::string>();
    bool known = false;
    for (const Why w : {Why::Backup, Why::Forced, Why::Identical, Why::HomeManager}) {
      if (name_of(w) == why) k.why = w, known = true;
    }
    const auto kind = item.at("kind").get<int>();
    if (!known || kind < 1 || kind > static_cast<int>(NodeKind::Other))
      throw BadState("a thing of no known kind");
    k.kind = static_cast<NodeKind>(kind);
    k.link = item.at("link").get<std::string>();
    if (!check_target(k.target)) throw BadState("a target outside the home");
    ledger.kept.push_back(std::move(k));
  }
  for (const std::string& path : ledger.made) {
    if (!is_safe_relative(path)) throw BadState("a directory outside the home");
  }
  for (const auto& [path, mode] : ledger.replaced) {
    if (!is_safe_relative(path) || mode > 07777) throw BadState("a directory outside the home");
  }
  return ledger;
}

std::string write_ledger(const Ledger& ledger) {
  return to_json(ledger).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Ledger> parse_ledger(std::string_view text) {
  return parse_state<Ledger>("the ledger home.json", text, ledger_from);
}

Result<Ledger> load_ledger(Fs& fs, const Fd& state) {
  auto text = read_text(fs, At(state, kLedgerName));
  if (!text) {
    if (text.error().os_error() == ENOENT) return Ledger{};
    return std::move(text).error();
  }
  return parse_ledger(*text);
}

Status save_ledger(Fs& fs, const Fd& state, const Ledger& ledger) {
  return replace_text(fs, state, kLedgerName, write_ledger(ledger));
}

Result<std::string> read_text(Fs& fs, const At& at, std::size_t most) {
  HM_TRY(Fd file, fs.open(at));
  HM_TRY(const NodeStatus status, fs.stat(At(file)));
  if (status.size > most) return fail(Code::StateDamaged, "'{}' is larger than it can be", at.path);
  std::string text(static_cast<std::size_t>(status.size), '\0');
  std::size_t have = 0;
  while (true) {
    if (have == text.size()) text.resize(text.size() + 256);
    HM_TRY(const std::size_t n, fs.read(file, text.data() + have, text.size() - have));
    if (n == 0) break;
    have += n;
    if (have > most) return fail(Code::StateDamaged, "'{}' is larger than it can be", at.path);
  }
  text.resize(have);
  return text;
}

Status replace_text(Fs& fs, const Fd& directory, const std::string& name, std::string_view text) {
  const std::string fresh = name + ".new";
  {
    // A crash before the rename leaves only the name beside, which the next attempt writes over.
    HM_TRY(Fd file, fs.create(At(directory, fresh), Create::Truncate, 0600));
    HM_CHECK(fs.write(file, text));
    HM_CHECK(fs.sync(file));
    HM_CHECK(file.close());
  }
  HM_CHECK(fs.rename(At(directory, fresh), At(directory, name), Rename::Replace));
  return fs.sync(directory);
}

}  // namespace hm::activate
