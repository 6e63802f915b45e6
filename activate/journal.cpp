#include "activate/journal.hpp"

#include <array>
#include <cerrno>

#include "activate/json_fields.hpp"
#include "lang/base/hash.hpp"

namespace hm::activate {
namespace {

constexpr std::uint64_t kJournalVersion = 1;

constexpr std::array<std::string_view, 10> kStepNames = {
    "make-directory", "link",    "relink", "displace", "fold",
    "unfold",         "restore", "flip",   "unlink",   "remove-directory"};

// [kind, path, aside, text, mode]: a list, for there may be ten thousand of them.
Json steps_to_json(const std::vector<Step>& steps) {
  Json list = Json::array();
  for (const Step& s : steps) {
    list.push_back(Json::array({name_of(s.kind), s.path.path.empty() ? Json() : to_json(s.path),
                                s.aside.path.empty() ? Json() : to_json(s.aside), s.text, s.mode}));
  }
  return list;
}

std::vector<Step> steps_from(const Json& json) {
  std::vector<Step> steps;
  for (const Json& item : json) {
    Step step;
    const auto kind = item.at(0).get<std::string>();
    std::size_t i = 0;
    while (i < kStepNames.size() && kStepNames[i] != kind) ++i;
    if (i == kStepNames.size()) throw BadState("a step of no known kind");
    step.kind = static_cast<StepKind>(i);
    if (!item.at(1).is_null()) step.path = location_from(item.at(1));
    if (!item.at(2).is_null()) step.aside = location_from(item.at(2));
    step.text = item.at(3).get<std::string>();
    step.mode = item.at(4).get<std::uint32_t>();
    if (step.path.path.empty() != (step.kind == StepKind::Flip)) throw BadState("a step without its place");
    steps.push_back(std::move(step));
  }
  return steps;
}

Journal journal_from(const Json& json) {
  check_version(json, kJournalVersion);
  Journal journal;
  journal.id = json.at("id").get<std::string>();
  journal.from = json.at("from").get<GenerationNumber>();
  journal.to = json.at("to").get<GenerationNumber>();
  journal.from_profile = json.at("fromProfile").get<std::string>();
  journal.to_store = json.at("toStore").get<std::string>();
  journal.new_number = json.at("newNumber").get<bool>();
  journal.prepare = steps_from(json.at("prepare"));
  journal.finish = steps_from(json.at("finish"));
  journal.ledger = ledger_from(json.at("ledger"));
  return journal;
}

}  // namespace

std::string_view name_of(StepKind kind) {
  return kStepNames[static_cast<std::size_t>(kind)];
}

std::string write_journal(const Journal& journal) {
  const Json json = {{"version", kJournalVersion},
                     {"id", journal.id},
                     {"from", journal.from},
                     {"to", journal.to},
                     {"fromProfile", journal.from_profile},
                     {"toStore", journal.to_store},
                     {"newNumber", journal.new_number},
                     {"prepare", steps_to_json(journal.prepare)},
                     {"finish", steps_to_json(journal.finish)},
                     {"ledger", to_json(journal.ledger)}};
  const std::string body = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return hash_of(HashAlgorithm::Sha256, body).base16() + "\n" + body;
}

Result<Journal> parse_journal(std::string_view text) {
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos ||
      hash_of(HashAlgorithm::Sha256, text.substr(line + 1)).base16() != text.substr(0, line)) {
    return fail(Code::StateDamaged, "the journal of an interrupted switch fails its checksum")
        .hint(kRepairHint);
  }
  return parse_state<Journal>("the journal of an interrupted switch", text.substr(line + 1), journal_from);
}

Result<FoundJournal> load_journal(Fs& fs, const Fd& state) {
  FoundJournal found;
  for (const auto& [name, kind] :
       {std::pair{kJournalCommit, JournalState::Committing}, std::pair{kJournal, JournalState::Preparing}}) {
    auto text = read_text(fs, At(state, name));
    if (!text && text.error().os_error() == ENOENT) continue;
    if (!text) return std::move(text).error();
    HM_TRY(found.journal, parse_journal(*text));
    found.state = kind;
    return found;
  }
  return found;
}

}  // namespace hm::activate
