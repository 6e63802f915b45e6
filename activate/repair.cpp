// The way out of damaged state: sets aside what cannot be read and derives the rest from what can.
//
// What there is to derive from, the surest first:
//   profiles/home, home-N-link   which generation is current, and what each one manages
//   before/, after/              of a switch that was under way: where it put what it displaced
//   the home                     which links are ours: their text says so
// What cannot be derived is which empty directories hm made and what earlier switches put aside: the former
// stay, the latter is named.
#include <algorithm>
#include <cerrno>
#include <set>

#include "activate/session.hpp"

namespace hm::activate {
namespace {

// Something of somebody else that a switch under way has displaced.
struct Displaced {
  std::string target;
  Location at;
};

class Mender {
 public:
  Mender(Fs& fs, const Place& place, HomeDirectories& dirs, Mended& mended)
      : fs_(fs), place_(place), dirs_(dirs), mended_(mended) {}

  Status run() {
    HM_TRY(const bool journal, set_journal_aside());
    if (!journal) {
      HM_TRY(const Recovery recovered, recover_journal(dirs_));
      if (recovered.what != Recovered::Nothing) done("a switch that was interrupted is settled");
      for (const std::string& warning : recovered.warnings) left(warning);
    }
    HM_TRY(const bool ledger, set_ledger_aside());
    HM_TRY(const bool profile, mend_profile());
    if (journal) HM_CHECK(settle_home());
    if (journal || profile) HM_CHECK(drop_transitions());
    if (journal || ledger) HM_CHECK(write_ledger_anew(ledger));
    return {};
  }

 private:
  void done(std::string line) { mended_.done.push_back(std::move(line)); }
  void left(std::string line) { mended_.left.push_back(std::move(line)); }

  // "journal" -> "journal.damaged", or the first free of "journal.damaged-2", …
  Status set_aside(const Fd& directory, const std::string& name) {
    for (int n = 1;; ++n) {
      const std::string aside = name + ".damaged" + (n == 1 ? "" : fmt::format("-{}", n));
      auto moved = fs_.rename(At(directory, name), At(directory, aside), Rename::NoReplace);
      if (!moved && moved.error().os_error() == EEXIST && n < 1000) continue;
      HM_CHECK(std::move(moved));
      done(fmt::format("'{}' is damaged; it was set aside as '{}'", name, aside));
      return fs_.sync(directory);
    }
  }

  static bool is_damage(const Error& error) { return error.code() == Code::StateDamaged; }

  Result<bool> set_journal_aside() {
    bool any = false;
    for (const char* name : {kJournalCommit, kJournal}) {
      auto found = load_journal(fs_, dirs_.state());
      if (found) break;
      if (!is_damage(found.error())) return std::move(found).error();
      HM_TRY(const NodeStatus there, fs_.stat(At(dirs_.state(), name)));
      if (there.kind == NodeKind::Missing) continue;
      HM_CHECK(set_aside(dirs_.state(), name));
      any = true;
    }
    return any;
  }

  Result<bool> set_ledger_aside() {
    auto loaded = load_ledger(fs_, dirs_.state());
    if (loaded) {
      ledger_ = std::move(loaded).value();
      return false;
    }
    if (!is_damage(loaded.error())) return std::move(loaded).error();
    HM_CHECK(set_aside(dirs_.state(), "home.json"));
    return true;
  }

  // --- the profile
  // --------------------------------------------------------------------------------------------------

  // The store path behind a transitional generation: its entries lead there.
  std::string base_of_transition(const std::string& name) {
    auto text = fs_.read_link(At(dirs_.state(), name + "/manifest.json"));
    if (!text) return "";
    const std::string tail = "/manifest.json";
    return text->ends_with(tail) ? text->substr(0, text->size() - tail.size()) : "";
  }

  Result<bool> mend_profile() {
    auto profile = read_profile(fs_, dirs_.profiles());
    if (!profile && !is_damage(profile.error()) && profile.error().os_error() != EINVAL)
      return std::move(profile).error();
    if (profile && !profile->between) return false;
    HM_TRY(const std::vector<GenerationInfo> all, numbered_links(fs_, dirs_.profiles()));
    const std::string base = profile ? base_of_transition(profile->text.substr(3)) : "";
    const GenerationInfo* chosen = nullptr;
    for (const GenerationInfo& info : all) {
      if (base.empty() || info.store_path == base) chosen = &info;
    }
    if (!profile) HM_CHECK(set_aside(dirs_.profiles(), "home"));
    const std::string text = chosen == nullptr ? "" : generation_link(chosen->number);
    HM_CHECK(flip(dirs_, text));
    HM_CHECK(dirs_.sync());
    done(chosen == nullptr ? "the profile led nowhere; no generation is current now"
                           : fmt::format("the profile leads to generation {} now", chosen->number));
    return true;
  }

  Result<Generation> current() {
    HM_TRY(const Profile profile, read_profile(fs_, dirs_.profiles()));
    if (profile.number == 0) return Generation{};
    Generation unknown;
    unknown.number = profile.number;
    auto store_path = fs_.read_link(At(dirs_.profiles(), generation_link(profile.number)));
    if (!store_path && store_path.error().os_error() == ENOENT) return unknown;
    if (!store_path) return std::move(store_path).error();
    auto generation = load_generation(fs_, *store_path, profile.number);
    if (!generation && (is_damage(generation.error()) || generation.error().os_error() == ENOENT))
      return unknown;
    return generation;
  }

  // --- the home
  // -----------------------------------------------------------------------------------------------------

  // Links that were made for a generation which did not become current, and what they displaced.
  Status settle_home() {
    HM_TRY(const Generation now, current());
    // What cannot be read manages nothing that is known: then everything stays as it is.
    if (now.number != 0 && now.none()) return {};
    store_ = directory_of(now.store_path);
    HM_CHECK(find_displaced("before/home-files", ""));
    for (const Displaced& thing : displaced_) {
      HM_CHECK(now.manifest.find(thing.target) == nullptr ? put_back(thing) : remember(thing));
    }
    HM_TRY(const std::vector<GenerationInfo> all, numbered_links(fs_, dirs_.profiles()));
    for (const GenerationInfo& info : all) {
      auto generation = load_generation(fs_, info.store_path, info.number);
      if (!generation) continue;  // doctor names it; its links cannot be known
      for (const ManagedFile& file : generation->manifest.files) {
        if (now.manifest.find(file.target) == nullptr) HM_CHECK(remove_our_link(now, file.target));
      }
    }
    HM_CHECK(remove_asides(all));
    return dirs_.sync();
  }

  // What a switch prepares beside its place, ".hm-<id>-<n>": links of ours, and directories of nothing else.
  Status remove_asides(const std::vector<GenerationInfo>& all) {
    std::set<std::string> directories = {""};
    for (const GenerationInfo& info : all) {
      auto generation = load_generation(fs_, info.store_path, info.number);
      if (!generation) continue;
      for (const ManagedFile& file : generation->manifest.files) {
        for (std::string at = directory_of(file.target); !at.empty(); at = directory_of(at))
          directories.insert(at);
      }
    }
    for (const std::string& directory : directories) {
      auto held = fs_.open_directory(At(place_.home + (directory.empty() ? "" : "/" + directory)), Follow::No,
                                     Resolve::Ordinary);
      if (!held) continue;  // a link, a file, or nothing
      HM_TRY(const std::vector<NodeEntry> entries, fs_.list(*held));
      for (const NodeEntry& entry : entries) {
        if (!entry.name.starts_with(".hm-") || entry.name.starts_with(".hm-kept-")) continue;
        HM_TRY(const bool ours, only_our_links(*held, entry));
        if (!ours) {
          left(fmt::format("'{}/{}' was prepared by an interrupted switch, and holds more than links",
                           held_path(directory), entry.name));
          continue;
        }
        HM_CHECK(remove_tree(fs_, *held, entry.name));
        HM_CHECK(fs_.sync(*held));
        done(fmt::format("'{}/{}', prepared by an interrupted switch, is gone", held_path(directory),
                         entry.name));
      }
    }
    return {};
  }

  std::string held_path(const std::string& directory) const {
    return place_.home + (directory.empty() ? "" : "/" + directory);
  }

  Result<bool> only_our_links(const Fd& directory, const NodeEntry& entry) {
    if (entry.kind == NodeKind::Symlink) {
      HM_TRY(const std::string text, fs_.read_link(At(directory, entry.name)));
      return text.starts_with(place_.profile() + "/home-files/") || is_direct_link(text);
    }
    if (entry.kind != NodeKind::Directory) return false;
    HM_TRY(const Fd held, fs_.open_directory(At(directory, entry.name), Follow::No));
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(held));
    for (const NodeEntry& below : entries) {
      HM_TRY(const bool ours, only_our_links(held, below));
      if (!ours) return false;
    }
    return true;
  }

  // Into the store, as links of units are.
  bool is_direct_link(const std::string& text) const {
    return !store_.empty() && text.starts_with(store_ + "/");
  }

  // Leaves of the transitional generation that lead to what was put aside: a file or directory at its new
  // place, a symlink where it led.
  Status find_displaced(const std::string& directory, const std::string& below) {
    auto held = fs_.open_directory(At(dirs_.state(), directory), Follow::No);
    if (!held) return held.error().os_error() == ENOENT ? Status() : Status(std::move(held).error());
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(*held));
    for (const NodeEntry& entry : entries) {
      const std::string target = below.empty() ? entry.name : below + "/" + entry.name;
      if (entry.kind == NodeKind::Directory) HM_CHECK(find_displaced(directory + "/" + entry.name, target));
      if (entry.kind != NodeKind::Symlink) continue;
      HM_TRY(const std::string text, fs_.read_link(At(*held, entry.name)));
      HM_CHECK(note_displaced(target, text));
    }
    return {};
  }

  static std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
  }

  // Places whose names are hm's own are certain. What was kept beside its place under a name that was asked
  // for (-b) might be somebody's: it stays where it is, and is named.
  Status note_displaced(const std::string& target, const std::string& text) {
    if (text.starts_with(from_store() + "/")) return {};  // a leaf of the generation itself
    const std::string kept = place_.state + "/kept/", home = place_.home + "/";
    if (text.starts_with(kept)) {
      displaced_.push_back({target, in_state(text.substr(place_.state.size() + 1))});
      return {};
    }
    const std::string inside = directory_of(target);
    if (text.starts_with(home + (inside.empty() ? "" : inside + "/") + ".hm-kept-")) {
      displaced_.push_back({target, in_home(text.substr(home.size()))});
      return {};
    }
    HM_TRY(const std::optional<Location> link, kept_link(target, text));
    if (link) {
      displaced_.push_back({target, *link});
    } else if (text.starts_with(home + target + ".")) {
      left(fmt::format("'{}' is what stood at '{}', or what a link there led to", text, target));
    }
    return {};
  }

  std::string from_store() { return base_of_transition("before"); }

  // The symlink among what was put aside that led to `aim` from where `target` is.
  Result<std::optional<Location>> kept_link(const std::string& target, const std::string& aim) {
    const std::string inside = directory_of(target);
    std::optional<Location> found;
    const auto look = [&](const Location& directory, std::string_view prefix) -> Status {
      auto held = fs_.open_directory(At(directory.absolute(place_)));
      if (!held) return {};
      HM_TRY(const std::vector<NodeEntry> entries, fs_.list(*held));
      for (const NodeEntry& entry : entries) {
        if (entry.kind != NodeKind::Symlink || !entry.name.starts_with(prefix)) continue;
        HM_TRY(const std::string text, fs_.read_link(At(*held, entry.name)));
        const std::string absolute =
            text.starts_with('/') ? text : place_.home + (inside.empty() ? "" : "/" + inside) + "/" + text;
        if (absolute == aim)
          found = Location{directory.base,
                           directory.path.empty() ? entry.name : directory.path + "/" + entry.name};
      }
      return {};
    };
    HM_CHECK(look(in_state("kept"), ""));
    if (!found) HM_CHECK(look(in_home(inside), ".hm-kept-"));
    return found;
  }

  Result<bool> is_our_link(const Location& location, const std::string& text) {
    auto at = dirs_.at(location);
    if (!at) return false;  // a directory on the way is gone, or is none
    auto found = fs_.read_link(*at);
    return found && *found == text;
  }

  // Only where our link stands, and over nothing else.
  Status put_back(const Displaced& thing) {
    const Location target = in_home(thing.target);
    HM_TRY(const bool ours, is_our_link(target, place_.link_text(thing.target)));
    HM_TRY(const bool placeholder, is_our_link(thing.at, place_.link_text(thing.target)));
    if (placeholder) return unlink(thing.at);  // it had not been displaced yet
    if (!ours) return {};
    HM_CHECK(dirs_.rename(thing.at, target, Rename::Replace));
    dirs_.touched(thing.at);
    dirs_.touched(target);
    done(fmt::format("'{}' is back in its place", thing.target));
    return {};
  }

  Status remember(const Displaced& thing) {
    const bool known = std::any_of(ledger_.kept.begin(), ledger_.kept.end(),
                                   [&](const Kept& k) { return k.at == thing.at; });
    HM_TRY(const At at, dirs_.at(thing.at));
    HM_TRY(const NodeStatus status, fs_.stat(at));
    if (known || status.kind == NodeKind::Missing) return {};
    Kept kept;
    kept.target = thing.target;
    kept.at = thing.at;
    kept.why = Why::Backup;
    kept.kind = status.kind;
    if (kept.kind == NodeKind::Symlink) {
      HM_TRY(kept.link, fs_.read_link(at));
    }
    ledger_.kept.push_back(std::move(kept));
    done(fmt::format("'{}' is remembered as put aside from '{}'", thing.at.absolute(place_), thing.target));
    return {};
  }

  Status unlink(const Location& location) {
    HM_TRY(const At at, dirs_.at(location));
    HM_CHECK(fs_.unlink(at));
    dirs_.touched(location);
    return {};
  }

  // A link through the profile to what the current generation does not manage. A target below a directory
  // that it links whole is reached through that link, and is none of ours here.
  Status remove_our_link(const Generation& now, const std::string& target) {
    for (std::size_t slash = target.find('/'); slash != std::string::npos;
         slash = target.find('/', slash + 1)) {
      if (now.manifest.find(target.substr(0, slash)) != nullptr) return {};
    }
    HM_TRY(const bool ours, is_our_link(in_home(target), place_.link_text(target)));
    if (!ours) return {};
    HM_CHECK(unlink(in_home(target)));
    done(fmt::format("'{}' was a link to a generation that is not current; it is gone", target));
    return {};
  }

  Status drop_transitions() {
    for (const char* name : {"before", "after", "before.gone", "after.gone"})
      HM_CHECK(remove_tree(fs_, dirs_.state(), name));
    return {};
  }

  // --- the ledger
  // ---------------------------------------------------------------------------------------------------

  Status write_ledger_anew(bool from_nothing) {
    HM_TRY(const GenerationNumber highest, highest_number(fs_, dirs_.profiles()));
    ledger_.profile = place_.profile();
    ledger_.next = std::max(ledger_.next, highest + 1);
    HM_CHECK(save_ledger(fs_, dirs_.state(), ledger_));
    if (from_nothing) done("the ledger was made anew");
    return name_what_is_kept();
  }

  Status name_what_is_kept() {
    auto kept = fs_.open_directory(At(dirs_.state(), "kept"), Follow::No);
    if (!kept) return {};
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(*kept));
    for (const NodeEntry& entry : entries) {
      const Location at = in_state("kept/" + entry.name);
      const bool known =
          std::any_of(ledger_.kept.begin(), ledger_.kept.end(), [&](const Kept& k) { return k.at == at; });
      if (!known)
        left(fmt::format("'{}' was put aside by an earlier switch; from where is not known any more",
                         at.absolute(place_)));
    }
    return {};
  }

  Fs& fs_;
  const Place& place_;
  HomeDirectories& dirs_;
  Mended& mended_;
  Ledger ledger_;
  std::string store_;  // the directory that the current generation lies in
  std::vector<Displaced> displaced_;
};

// The links of the current generation, all of them, as any switch puts them right.
Status mend_links(Fs& fs, const Place& place, const SwitchOptions& options, Mended& mended) {
  HM_TRY(const GenerationInfo now, current_generation(fs, place));
  if (now.number == 0) return {};
  SwitchOptions quiet = options;
  quiet.run_hooks = false;
  auto report = switch_to(fs, place, now.store_path, quiet);
  if (!report) {
    mended.left.push_back(fmt::format("the links of generation {} could not be put right: {}", now.number,
                                      report.error().message()));
    return {};
  }
  for (const Change& change : report->changes) {
    mended.done.push_back(fmt::format("'{}': {}", change.target, name_of(change.kind)));
  }
  return {};
}

}  // namespace

Result<Mended> repair(Fs& fs, const Place& place, const SwitchOptions& options) {
  HM_TRY(const Place clean, checked_place(place));
  Mended mended;
  HM_TRY(const NodeStatus there, fs.stat(At(clean.profiles()), Follow::Yes));
  if (there.kind != NodeKind::Directory) return mended;
  {
    HM_TRY(const Fd state, fs.open_directory(At(clean.state)));
    HM_TRY(const Fd lock, take_lock(fs, state, options));
    HM_TRY(HomeDirectories dirs, HomeDirectories::open(fs, clean));
    HM_CHECK(Mender(fs, clean, dirs, mended).run());
  }
  HM_CHECK(mend_links(fs, clean, options, mended));
  return mended;
}

}  // namespace hm::activate
