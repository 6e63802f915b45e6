// What is asked of the past: generations listed, removed, expired; and what has drifted since.
#include <algorithm>

#include "activate/session.hpp"

namespace hm::activate {
namespace {

Result<std::vector<GenerationNumber>> remove(Session& session, std::vector<GenerationNumber> numbers) {
  Fs& fs = session.dirs().fs();
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (numbers.empty()) return numbers;
  // Remembered first, so that a number is not used again even if all of them are gone.
  Ledger ledger = session.ledger();
  ledger.next = session.next_number();
  if (ledger != session.ledger()) HM_CHECK(save_ledger(fs, session.dirs().state(), ledger));
  for (const GenerationNumber number : numbers) {
    HM_CHECK(fs.unlink(At(session.dirs().profiles(), generation_link(number)))
                 .context(fmt::format("removing generation {}", number)));
  }
  HM_CHECK(fs.sync(session.dirs().profiles()));
  return numbers;
}

}  // namespace

Result<Recovery> recover(Fs& fs, const Place& place, const SwitchOptions& options) {
  HM_TRY(Session session, Session::open(fs, place, options));
  return session.recovered();
}

Result<JournalState> pending(Fs& fs, const Place& place) {
  HM_TRY(const Place clean, checked_place(place));
  HM_TRY(const NodeStatus status, fs.stat(At(clean.state), Follow::Yes));
  if (status.kind != NodeKind::Directory) return JournalState::Settled;
  HM_TRY(Fd state, fs.open_directory(At(clean.state)));
  HM_TRY(const FoundJournal found, load_journal(fs, state));
  return found.state;
}

Result<std::vector<GenerationInfo>> generations(Fs& fs, const Place& place) {
  HM_TRY(Session session, Session::look(fs, place));
  std::vector<GenerationInfo> result = session.generations();
  for (GenerationInfo& info : result) info.current = info.number == session.profile().number;
  return result;
}

Result<GenerationInfo> current_generation(Fs& fs, const Place& place) {
  HM_TRY(Session session, Session::look(fs, place));
  const GenerationInfo* info = session.find(session.profile().number);
  GenerationInfo result;
  if (info != nullptr) result = *info;
  result.current = true;
  return result;
}

Result<std::vector<GenerationNumber>> remove_generations(Fs& fs, const Place& place,
                                                         const std::vector<GenerationNumber>& numbers,
                                                         const SwitchOptions& options) {
  HM_TRY(Session session, Session::open(fs, place, options));
  for (const GenerationNumber number : numbers) {
    if (session.find(number) == nullptr) return fail(Code::NotFound, "there is no generation {}", number);
    if (number == session.profile().number) {
      return fail(Code::Conflict, "generation {} is the current one; nothing was removed", number)
          .hint("switch to another one first");
    }
  }
  return remove(session, numbers);
}

Result<std::vector<GenerationNumber>> expire_generations(Fs& fs, const Place& place, const Expiry& expiry,
                                                         const SwitchOptions& options) {
  HM_TRY(Session session, Session::open(fs, place, options));
  const auto& all = session.generations();
  std::vector<GenerationNumber> numbers;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].number == session.profile().number) continue;
    const bool old = expiry.before && all[i].created < *expiry.before;
    const bool beyond = expiry.keep && i + *expiry.keep < all.size();
    // Of two limits both have to agree: the safer reading.
    const bool both = expiry.before && expiry.keep;
    if (both ? old && beyond : old || beyond) numbers.push_back(all[i].number);
  }
  return remove(session, numbers);
}

Result<std::vector<Drift>> drift(Fs& fs, const Place& place) {
  HM_TRY(Session session, Session::look(fs, place));
  HM_TRY(const Generation current, session.current(fs));
  std::vector<Drift> result;
  if (current.none()) return result;
  ObserveOptions options;
  options.compare = false;
  HM_TRY(const Observation home, observe(fs, session.place(), current, current, session.ledger(), options));
  for (std::uint32_t i = 1; i < home.nodes.size(); ++i) {
    const Node& node = home.nodes[i];
    if (node.new_file < 0) continue;
    const std::string path = home.path(i);
    switch (node.seen.found) {
      case Found::Ours:
        if (node.seen.link != current.link_text(session.place(), path))
          result.push_back({path, "leads elsewhere"});
        break;
      case Found::Unseen:
      case Found::Missing:
        result.push_back({path, "is missing"});
        break;
      case Found::Former:
        result.push_back({path, "leads to where hm's state used to be"});
        break;
      case Found::HomeManager:
        result.push_back({path, "leads into another generation"});
        break;
      case Found::Link:
        result.push_back({path, "was replaced by another symlink"});
        break;
      case Found::File:
        result.push_back({path, "was replaced by a file"});
        break;
      case Found::Directory:
        result.push_back({path, "was replaced by a directory"});
        break;
      case Found::Special:
        result.push_back({path, "was replaced by a pipe, socket or device"});
        break;
    }
  }
  return result;
}

}  // namespace hm::activate
