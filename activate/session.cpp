#include "activate/session.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace hm::activate {
namespace {

Result<std::string> checked_directory(const std::string& path, std::string_view what) {
  if (path.empty() || path[0] != '/')
    return fail(Code::Usage, "the {} '{}' is not an absolute path", what, path);
  std::string clean;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/' && (i + 1 == path.size() || path[i + 1] == '/')) continue;
    clean += path[i];
  }
  if (clean.empty()) {
    return fail(Code::Usage, "the {} is '/', the root of the machine", what)
        .hint("set HOME to a directory of your own; hm does not manage the whole machine");
  }
  // "/.", "/.." and bytes that no text file could name.
  if (!check_target(std::string_view(clean).substr(1))) {
    return fail(Code::Usage, "the {} '{}' is not a path hm can work with", what, path)
        .hint("it has to be valid UTF-8, without control characters and without `.` and `..`");
  }
  return clean;
}

}  // namespace

Result<Fd> take_lock(Fs& fs, const Fd& state, const SwitchOptions& options) {
  HM_TRY(Fd lock, fs.create(At(state, "lock"), Create::OpenOrCreate, 0600));
  HM_TRY(const bool free, fs.lock(lock, Lock::Exclusive, Wait::No));
  if (!free) {
    auto text = read_text(fs, At(state, "lock"), 4096);
    std::string holder = text && !text->empty() ? *text : "another hm";
    while (holder.ends_with('\n')) holder.pop_back();
    if (options.wait == Wait::No) {
      return fail(Code::Locked, "{} is changing this home", holder)
          .hint("wait until it has ended, then run this again");
    }
    if (options.waiting) options.waiting(holder);
    HM_TRY(const bool mine, fs.lock(lock, Lock::Exclusive, Wait::Yes));
    if (!mine) return fail(Code::Locked, "{} is changing this home", holder);
  }
  // Only for the message above; the lock itself is the kernel's.
  HM_CHECK(fs.truncate(lock, 0));
  HM_CHECK(fs.write(lock, fmt::format("process {}\n", ::getpid())));
  return lock;
}

Result<Place> checked_place(const Place& place) {
  Place result;
  HM_TRY(result.home, checked_directory(place.home, "home directory"));
  HM_TRY(result.state, checked_directory(place.state, "state directory"));
  return result;
}

Result<Session> Session::open(Fs& fs, const Place& place, const SwitchOptions& options) {
  Session session;
  HM_TRY(session.place_, checked_place(place));
  HM_CHECK(make_state_directory(fs, session.place_).context("making hm's state directory"));
  HM_TRY(Fd state, fs.open_directory(At(session.place_.state)));
  HM_TRY(session.lock_, take_lock(fs, state, options));
  HM_TRY(session.dirs_, HomeDirectories::open(fs, session.place_));
  HM_TRY(session.recovered_, recover_journal(*session.dirs_));
  HM_TRY(session.ledger_, load_ledger(fs, session.dirs_->state()));
  HM_TRY(session.profile_, read_profile(fs, session.dirs_->profiles()));
  if (session.profile_.between) {
    return fail(Code::StateDamaged, "the profile leads to a transitional generation, but no journal says why")
        .hint(kRepairHint);
  }
  HM_TRY(session.generations_, list_generations(fs, session.dirs_->profiles()));
  HM_TRY(session.highest_, highest_number(fs, session.dirs_->profiles()));
  return session;
}

Result<Session> Session::look(Fs& fs, const Place& place) {
  Session session;
  HM_TRY(session.place_, checked_place(place));
  HM_TRY(const NodeStatus profiles, fs.stat(At(session.place_.profiles()), Follow::Yes));
  if (profiles.kind != NodeKind::Directory) return session;
  HM_TRY(session.dirs_, HomeDirectories::open(fs, session.place_));
  HM_TRY(session.ledger_, load_ledger(fs, session.dirs_->state()));
  HM_TRY(session.profile_, read_profile(fs, session.dirs_->profiles()));
  HM_TRY(session.generations_, list_generations(fs, session.dirs_->profiles()));
  HM_TRY(session.highest_, highest_number(fs, session.dirs_->profiles()));
  HM_TRY(const FoundJournal found, load_journal(fs, session.dirs_->state()));
  if (found.state != JournalState::Settled) {
    const bool undo = found.state == JournalState::Preparing;
    session.profile_.number = undo ? found.journal.from : found.journal.to;
    session.profile_.between = false;
    if (!undo) session.ledger_ = found.journal.ledger;
    session.warnings_.push_back(fmt::format("an interrupted switch from generation {} to {} will be {} first",
                                            found.journal.from, found.journal.to,
                                            undo ? "undone" : "finished"));
  }
  return session;
}

const GenerationInfo* Session::find(GenerationNumber number) const {
  const auto it = std::find_if(generations_.begin(), generations_.end(),
                               [&](const auto& g) { return g.number == number; });
  return it == generations_.end() ? nullptr : &*it;
}

GenerationNumber Session::next_number() const {
  return std::max(highest_ + 1, ledger_.next);
}

Result<Generation> Session::current(Fs& fs) {
  if (profile_.number == 0) return Generation{};
  const GenerationInfo* info = find(profile_.number);
  std::string problem = "its link is gone";
  if (info != nullptr) {
    auto generation = load_generation(fs, info->store_path, info->number);
    if (generation) return generation;
    if (generation.error().code() == Code::StateTooNew) return generation;
    if (generation.error().os_error() != ENOENT && generation.error().code() != Code::StateDamaged)
      return generation;
    problem = generation.error().message();
  }
  warnings_.push_back(fmt::format("generation {} cannot be read ({}); links that only it had may stay behind",
                                  profile_.number, problem));
  Generation empty;
  empty.number = profile_.number;
  if (info != nullptr) empty.store_path = info->store_path;
  return empty;
}

}  // namespace hm::activate
