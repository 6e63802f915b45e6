#include "activate/plan.hpp"

#include <algorithm>

namespace hm::activate {
namespace {

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

Step step(StepKind kind, Location path, std::string text = "", std::uint32_t mode = 0) {
  Step result;
  result.kind = kind;
  result.path = std::move(path);
  result.text = std::move(text);
  result.mode = mode;
  return result;
}

Step two_places(StepKind kind, Location path, Location aside, std::string text) {
  Step result = step(kind, std::move(path), std::move(text));
  result.aside = std::move(aside);
  return result;
}

class Planner {
 public:
  Planner(const Place& place, const Generation& from, const Generation& to, const Ledger& ledger,
          const Observation& home, const PlanOptions& options)
      : place_(place), from_(from), to_(to), old_ledger_(ledger), home_(home), options_(options) {
    plan_.from = from.number;
    plan_.to = to.number;
    plan_.from_store = from.store_path;
    plan_.to_store = to.store_path;
    plan_.ledger = ledger;
    plan_.ledger.profile = place.profile();
  }

  Plan run() {
    refuse_own_state();
    for (std::uint32_t child = home_.nodes[0].first_child; child != 0;
         child = home_.nodes[child].next_sibling) {
      visit(child, std::string(home_.nodes[child].name));
    }
    forget_kept();
    assemble();
    return std::move(plan_);
  }

 private:
  const Node& node(std::uint32_t id) const { return home_.nodes[id]; }
  const ManagedFile& new_file(std::uint32_t id) const {
    return to_.manifest.files[static_cast<std::size_t>(node(id).new_file)];
  }
  bool is_direct(const std::string& path) const { return to_.direct.contains(path); }
  bool is_ours(Found found) const { return found == Found::Ours || found == Found::Former; }

  void visit(std::uint32_t id, const std::string& path) {
    if (node(id).new_file >= 0) {
      visit_leaf(id, path);
    } else if (node(id).new_below) {
      visit_directory(id, path);
    } else {
      visit_leaving(id, path);
    }
  }

  void visit_children(std::uint32_t id, const std::string& path) {
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      visit(child, path + "/" + std::string(node(child).name));
    }
  }

  // --- a link is wanted here
  // --------------------------------------------------------------------------------
  void visit_leaf(std::uint32_t id, const std::string& path) {
    const Seen& seen = node(id).seen;
    switch (seen.found) {
      case Found::Unseen:  // cannot be: what is not a real directory above is dealt with there
      case Found::Missing:
        arrive(id, path, in_home(path));
        return;
      case Found::Ours:
      case Found::Former:
        stay(id, path);
        return;
      case Found::HomeManager:
        displace(id, path, Why::HomeManager);
        return;
      case Found::Directory:
        if (only_ours(id) && (node(id).old_below || plan_.ledger.made.contains(path))) {
          fold(id, path);
        } else {
          blocked(id, path, Conflict::Kind::Directory);
        }
        return;
      case Found::File:
        if (seen.identical) {
          displace(id, path, Why::Identical);
        } else {
          blocked(id, path, node(id).old_file >= 0 ? Conflict::Kind::Drift : Conflict::Kind::File);
        }
        return;
      case Found::Link:
        blocked(id, path, Conflict::Kind::Link);
        return;
      case Found::Special:
        blocked(id, path, Conflict::Kind::Special);
        return;
    }
  }

  void note_leaf(std::uint32_t id, const std::string& path, bool mended) {
    if (node(id).old_file < 0) {
      plan_.changes.push_back({Change::Kind::Added, path, ""});
    } else if (node(id).seen.changed) {
      plan_.changes.push_back({Change::Kind::Changed, path, ""});
    } else if (mended) {
      plan_.changes.push_back({Change::Kind::Mended, path, ""});
    } else {
      ++plan_.unchanged;
    }
  }

  // `at`: where the link is made; elsewhere than at `path` where its directory is prepared aside.
  void arrive(std::uint32_t id, const std::string& path, const Location& at) {
    note_leaf(id, path, true);
    if (is_direct(path)) {
      // It would be seen at once: an exception to the protocol, made when the rest has turned.
      last_.push_back(step(StepKind::Link, in_home(path), to_.link_text(place_, path)));
      return;
    }
    // One that had gone would show the old generation before its time: it is made under a generation that
    // hides it.
    const bool had_gone = node(id).old_file >= 0 && at == in_home(path);
    (had_gone ? exchanges_ : first_).push_back(step(StepKind::Link, at, place_.link_text(path)));
    if (had_gone) hide(path);
  }

  void hide(const std::string& path) { plan_.before[path] = place_.state + "/none"; }

  void stay(std::uint32_t id, const std::string& path) {
    const std::string wanted = to_.link_text(place_, path);
    const bool differs = node(id).seen.link != wanted;
    note_leaf(id, path, differs && !is_direct(path));
    if (!differs) return;
    if (is_direct(path)) {
      last_.push_back(two_places(StepKind::Relink, in_home(path), aside_of(path), wanted));
    } else {
      relink(id, path);
    }
  }

  // Our link gets the text it should have, before the flip. Where it leads nowhere now, it has to until the
  // flip.
  void relink(std::uint32_t id, const std::string& path) {
    const bool dead = node(id).seen.found == Found::Former && !home_.former_alive;
    (dead ? exchanges_ : first_)
        .push_back(two_places(StepKind::Relink, in_home(path), aside_of(path), place_.link_text(path)));
    if (dead) hide(path);
  }

  // Something that is not ours is in the way of a link.
  void blocked(std::uint32_t id, const std::string& path, Conflict::Kind kind) {
    if (new_file(id).force || options_.force) {
      displace(id, path, Why::Forced);
    } else if (!node(id).seen.backup.empty()) {
      displace(id, path, Why::Backup);
    } else {
      conflict(id, path, kind, path);
    }
  }

  void conflict(std::uint32_t id, const std::string& path, Conflict::Kind kind, const std::string& target) {
    Conflict c;
    c.kind = kind;
    c.path = path;
    c.target = target;
    c.source = to_.leaf(target);
    c.link = node(id).seen.link;
    c.can_back_up = kind != Conflict::Kind::ParentIsLink && kind != Conflict::Kind::OwnState;
    for (const Inside& inside : node(id).seen.inside) {
      if (inside.found == Found::Ours || inside.found == Found::Former) continue;
      if (c.inside.size() < 10) c.inside.push_back(inside.path);
    }
    plan_.conflicts.push_back(std::move(c));
  }

  // --- directories
  // ------------------------------------------------------------------------------------------
  void visit_directory(std::uint32_t id, const std::string& path) {
    switch (node(id).seen.found) {
      case Found::Directory:
        visit_children(id, path);
        return;
      case Found::Unseen:
      case Found::Missing:
        if (restore_directory(id, path)) return;
        make_directory(in_home(path), path);
        links_below(id, path, in_home(path));
        return;
      case Found::Ours:
      case Found::Former:
        if (!restore_directory(id, path)) unfold(id, path);
        return;
      case Found::HomeManager:
        displace_by_directory(id, path, Why::HomeManager);
        return;
      case Found::Link:
        conflict(id, path, Conflict::Kind::ParentIsLink, first_leaf(id, path));
        return;
      case Found::File:
      case Found::Special:
        if (!node(id).seen.backup.empty()) {
          displace_by_directory(id, path, Why::Backup);
        } else {
          conflict(id, path,
                   node(id).seen.found == Found::File ? Conflict::Kind::ParentIsFile
                                                      : Conflict::Kind::ParentIsSpecial,
                   first_leaf(id, path));
        }
        return;
    }
  }

  std::string first_leaf(std::uint32_t id, const std::string& path) const {
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      const std::string below = path + "/" + std::string(node(child).name);
      if (node(child).new_file >= 0) return below;
      if (node(child).new_below) return first_leaf(child, below);
    }
    return path;
  }

  void make_directory(const Location& at, const std::string& path) {
    const auto before = plan_.ledger.replaced.find(path);
    std::uint32_t mode = 0;
    if (before != plan_.ledger.replaced.end()) {
      mode = before->second;
      plan_.ledger.replaced.erase(before);
    } else {
      plan_.ledger.made.insert(path);
    }
    first_.push_back(step(StepKind::MakeDirectory, at, "", mode));
  }

  // All new links below a directory that has just been made at `at`.
  void links_below(std::uint32_t id, const std::string& path, const Location& at) {
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      const std::string name(node(child).name);
      const std::string below = path + "/" + name;
      if (node(child).new_file >= 0) {
        arrive(child, below, at.below(name));
      } else if (node(child).new_below) {
        make_directory(at.below(name), below);
        links_below(child, below, at.below(name));
      } else {
        note_gone(child, below);
      }
    }
  }

  // Old leaves that vanish with a link above them.
  void note_gone(std::uint32_t id, const std::string& path) {
    if (node(id).old_file >= 0) plan_.changes.push_back({Change::Kind::Removed, path, ""});
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      note_gone(child, path + "/" + std::string(node(child).name));
    }
  }

  // --- changes of kind
  // --------------------------------------------------------------------------------------
  bool only_ours(std::uint32_t id) const {
    const auto& inside = node(id).seen.inside;
    return std::all_of(inside.begin(), inside.end(), [&](const Inside& i) {
      return i.found == Found::Ours || i.found == Found::Former || i.found == Found::Directory;
    });
  }

  // A directory with nothing but links of ours becomes a link: before the flip it shows the same old bytes.
  void fold(std::uint32_t id, const std::string& path) {
    note_leaf(id, path, false);
    fold_directory(id, path);
    if (is_direct(path))
      last_.push_back(
          two_places(StepKind::Relink, in_home(path), aside_of(path), to_.link_text(place_, path)));
  }

  void fold_directory(std::uint32_t id, const std::string& path) {
    const Location aside = aside_of(path);
    const std::string text = place_.link_text(path);
    first_.push_back(step(StepKind::Link, aside, text));
    exchanges_.push_back(two_places(StepKind::Fold, in_home(path), aside, text));
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      note_gone(child, path + "/" + std::string(node(child).name));
    }
    forget_directory(path, node(id).seen.mode);
    for (const Inside& inside : node(id).seen.inside) {
      if (inside.found == Found::Directory) forget_directory(path + "/" + inside.path, inside.mode);
    }
    discard(id, aside);
  }

  // The directory's place is taken: hm's own is forgotten, another's is made again one day.
  void forget_directory(const std::string& path, std::uint32_t mode) {
    if (plan_.ledger.made.erase(path) == 0) plan_.ledger.replaced[path] = mode;
  }

  // Steps that remove the directory of `id`, which stands at `at` by then and holds only links of ours.
  void discard(std::uint32_t id, const Location& at) {
    const auto& inside = node(id).seen.inside;
    for (auto it = inside.rbegin(); it != inside.rend(); ++it) {
      if (it->found == Found::Directory) {
        last_.push_back(step(StepKind::RemoveDirectory, at.below(it->path)));
      } else {
        last_.push_back(step(StepKind::Unlink, at.below(it->path), it->link));
      }
    }
    last_.push_back(step(StepKind::RemoveDirectory, at));
  }

  // A link of ours becomes a directory: after the flip the link shows what the directory will hold.
  void unfold(std::uint32_t id, const std::string& path) {
    if (node(id).old_file >= 0) plan_.changes.push_back({Change::Kind::Removed, path, ""});
    if (node(id).seen.link != place_.link_text(path)) relink(id, path);
    unfold_link(id, path);
  }

  // Requires: a link through the profile stands at `path` when the profile turns.
  void unfold_link(std::uint32_t id, const std::string& path) {
    const Location aside = aside_of(path);
    make_directory(aside, path);
    links_below(id, path, aside);
    turns_.push_back(two_places(StepKind::Unfold, in_home(path), aside, place_.link_text(path)));
  }

  // --- what is not ours is put aside
  // ------------------------------------------------------------------------
  Location aside_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    return in_home(fmt::format("{}.hm-{}-{}", directory, options_.id, ++counter_));
  }

  Location kept_place(std::uint32_t id, const std::string& path, Why why) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    if (why == Why::Backup) return in_home(directory + node(id).seen.backup);
    const std::string name = fmt::format("{}-{}", options_.id, ++counter_);
    // On another file system it cannot be moved to the state directory in one step.
    if (node(id).seen.device == home_.state_device) return in_state("kept/" + name);
    return in_home(fmt::format("{}.hm-kept-{}", directory, name));
  }

  Kept& keep(std::uint32_t id, const std::string& path, Why why) {
    const Seen& seen = node(id).seen;
    Kept kept;
    kept.target = path;
    kept.at = kept_place(id, path, why);
    kept.why = why;
    kept.kind = seen.found == Found::File        ? NodeKind::File
                : seen.found == Found::Directory ? NodeKind::Directory
                : seen.found == Found::Special   ? NodeKind::Other
                                                 : NodeKind::Symlink;
    if (kept.kind == NodeKind::Symlink) {
      const std::size_t slash = path.rfind('/');
      const std::string directory = slash == std::string::npos ? "" : "/" + path.substr(0, slash);
      kept.link = seen.link.starts_with('/') ? seen.link : place_.home + directory + "/" + seen.link;
    }
    const bool asked = why == Why::Backup || why == Why::Forced;
    plan_.changes.push_back(
        {asked ? Change::Kind::BackedUp : Change::Kind::TakenOver, path, kept.at.absolute(place_)});
    return plan_.ledger.kept.emplace_back(std::move(kept));
  }

  // Where one reads what was kept: at its new place, or where the link led, which a new place must not
  // change.
  std::string readable(const Kept& kept) const {
    return kept.kind == NodeKind::Symlink ? kept.link : kept.at.absolute(place_);
  }

  void displace(std::uint32_t id, const std::string& path, Why why) {
    note_leaf(id, path, false);
    const Kept kept = keep(id, path, why);
    const std::string text = place_.link_text(path);
    first_.push_back(step(StepKind::Link, kept.at, text));
    exchanges_.push_back(two_places(StepKind::Displace, in_home(path), kept.at, text));
    if (is_direct(path))
      last_.push_back(
          two_places(StepKind::Relink, in_home(path), aside_of(path), to_.link_text(place_, path)));
    if (node(id).seen.found == Found::Directory) {
      show_directory(id, path, kept.at);
    } else {
      plan_.before[path] = readable(kept);
    }
  }

  // A directory with files of others and links of ours is put aside whole. Until the flip its place shows
  // both; the links are then removed from where it is.
  void show_directory(std::uint32_t id, const std::string& path, const Location& at) {
    const auto& inside = node(id).seen.inside;
    const auto holds_ours = [&](const std::string& directory) {
      return std::any_of(inside.begin(), inside.end(),
                         [&](const Inside& i) { return is_ours(i.found) && is_below(i.path, directory); });
    };
    if (std::none_of(inside.begin(), inside.end(), [&](const Inside& i) { return is_ours(i.found); })) {
      plan_.before[path] = at.absolute(place_);
    } else {
      std::string shown;  // the directory last shown whole
      for (const Inside& i : inside) {
        if (!shown.empty() && is_below(i.path, shown)) continue;
        if (i.found == Found::Directory && holds_ours(i.path)) continue;
        const std::string whole = path + "/" + i.path;
        plan_.before[whole] = is_ours(i.found) ? from_.leaf(whole) : at.absolute(place_) + "/" + i.path;
        if (i.found == Found::Directory) shown = i.path;
      }
    }
    for (const Inside& i : inside) {
      if (is_ours(i.found)) last_.push_back(step(StepKind::Unlink, at.below(i.path), i.link));
      if (i.found == Found::Directory) plan_.ledger.made.erase(path + "/" + i.path);
    }
    plan_.ledger.made.erase(path);
    // Things put aside earlier that lie in it go along.
    for (Kept& kept : plan_.ledger.kept) {
      if (kept.at.base == Location::Base::Home && is_below(kept.at.path, path)) {
        kept.at = at.below(kept.at.path.substr(path.size() + 1));
      }
    }
  }

  // Something that is no directory is where one is needed: a link takes its place, and becomes the directory.
  void displace_by_directory(std::uint32_t id, const std::string& path, Why why) {
    const Kept kept = keep(id, path, why);
    const std::string text = place_.link_text(path);
    first_.push_back(step(StepKind::Link, kept.at, text));
    exchanges_.push_back(two_places(StepKind::Displace, in_home(path), kept.at, text));
    plan_.before[path] = readable(kept);
    unfold_link(id, path);
  }

  // --- what is no longer wanted
  // ----------------------------------------------------------------------------- The entry of the ledger
  // that is to be put back at this node, or nullptr.
  const Kept* kept_at(std::uint32_t id, const std::string& path) {
    if (node(id).kept < 0) return nullptr;
    const Kept& kept = old_ledger_.kept[static_cast<std::size_t>(node(id).kept)];
    if (!node(id).seen.kept_gone) return &kept;
    plan_.warnings.push_back(
        fmt::format("'{}' was put aside as '{}', which is no longer there", path, kept.at.absolute(place_)));
    forgotten_.push_back(path);
    return nullptr;
  }

  void restored(const Kept& kept) {
    plan_.changes.push_back({Change::Kind::Restored, kept.target, ""});
    forgotten_.push_back(kept.target);
    for (const Kept& other : old_ledger_.kept) {
      if (other.target == kept.target && other.at != kept.at) {
        plan_.warnings.push_back(fmt::format("a later state of '{}' that had been put aside stays in '{}'",
                                             kept.target, other.at.absolute(place_)));
      }
    }
  }

  void visit_leaving(std::uint32_t id, const std::string& path) {
    const Seen& seen = node(id).seen;
    switch (seen.found) {
      case Found::Unseen:
        note_gone(id, path);
        return;
      case Found::Ours:
      case Found::Former:
        leave(id, path);
        return;
      case Found::Missing:
        note_gone(id, path);
        if (const Kept* kept = kept_at(id, path)) {
          turns_.push_back(two_places(StepKind::Restore, in_home(path), kept->at, place_.link_text(path)));
          restored(*kept);
        } else {
          remake_directories(path);
        }
        return;
      case Found::Directory:
        leave_directory(id, path);
        return;
      case Found::HomeManager:
      case Found::Link:
      case Found::File:
      case Found::Special:
        leave_foreign(id, path);
        return;
    }
  }

  // What was kept takes the place of the link with this text. The profile turns to what shows it there, so
  // that it turns with the rest.
  void put_back(const std::string& path, const Kept& kept, const std::string& text) {
    plan_.after[path] = readable(kept);
    turns_.push_back(two_places(StepKind::Restore, in_home(path), kept.at, text));
    last_.push_back(step(StepKind::Unlink, kept.at, text));
    restored(kept);
  }

  void leave(std::uint32_t id, const std::string& path) {
    const std::string& text = node(id).seen.link;
    note_gone(id, path);
    if (const Kept* kept = kept_at(id, path)) {
      put_back(path, *kept, text);
      return;
    }
    last_.push_back(step(StepKind::Unlink, in_home(path), text));
    remake_directories(path);
  }

  // Directories that were there before a link took their place.
  void remake_directories(const std::string& path) {
    auto& replaced = plan_.ledger.replaced;
    for (auto it = replaced.lower_bound(path); it != replaced.end() && it->first.starts_with(path);) {
      if (it->first == path || is_below(it->first, path)) {
        last_.push_back(step(StepKind::MakeDirectory, in_home(it->first), "", it->second));
        it = replaced.erase(it);
      } else {
        ++it;
      }
    }
  }

  void leave_directory(std::uint32_t id, const std::string& path) {
    if (node(id).old_file >= 0) {
      plan_.warnings.push_back(fmt::format("'{}' was a link of hm and is a directory now; it stays", path));
      plan_.changes.push_back({Change::Kind::Removed, path, ""});
    }
    const Kept* kept = kept_at(id, path);
    if (kept != nullptr && only_ours(id) && plan_.ledger.made.contains(path)) {
      // Nothing but links in a directory of hm's: it folds to a link, which what was kept can take the place
      // of.
      fold_directory(id, path);
      put_back(path, *kept, place_.link_text(path));
      return;
    }
    visit_children(id, path);
    if (kept != nullptr) {
      plan_.warnings.push_back(fmt::format("'{}' stays in '{}': a directory with other files has its place",
                                           path, kept->at.absolute(place_)));
    }
    if (plan_.ledger.made.erase(path) != 0) last_.push_back(step(StepKind::RemoveDirectory, in_home(path)));
  }

  void leave_foreign(std::uint32_t id, const std::string& path) {
    note_gone(id, path);
    if (node(id).old_file >= 0 || node(id).old_below) {
      plan_.warnings.push_back(
          fmt::format("'{}' was replaced since the last switch; it stays as it is", path));
    }
    if (const Kept* kept = kept_at(id, path)) {
      plan_.warnings.push_back(
          fmt::format("what was put aside from '{}' stays in '{}'", path, kept->at.absolute(place_)));
      forgotten_.push_back(path);
    }
  }

  // A directory that had been put aside is wanted again, with links in it, where a link of ours stands for it
  // now.
  bool restore_directory(std::uint32_t id, const std::string& path) {
    if (!node(id).seen.in_kept || !is_clear(id)) return false;
    const Kept* kept = kept_at(id, path);
    if (kept == nullptr) return false;
    const bool missing = node(id).seen.found == Found::Missing;
    if (node(id).old_file >= 0) plan_.changes.push_back({Change::Kind::Removed, path, ""});
    links_into(id, path, kept->at);
    const std::string text = missing ? place_.link_text(path) : node(id).seen.link;
    turns_.push_back(two_places(StepKind::Restore, in_home(path), kept->at, text));
    if (!missing) last_.push_back(step(StepKind::Unlink, kept->at, text));
    restored(*kept);
    return true;
  }

  bool is_clear(std::uint32_t id) const {
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      const Found found = node(child).seen.found;
      if (node(child).new_file >= 0 && found != Found::Missing) return false;
      if (node(child).new_below && found != Found::Missing && !(found == Found::Directory && is_clear(child)))
        return false;
    }
    return true;
  }

  void links_into(std::uint32_t id, const std::string& path, const Location& at) {
    for (std::uint32_t child = node(id).first_child; child != 0; child = node(child).next_sibling) {
      const std::string name(node(child).name);
      const std::string below = path + "/" + name;
      if (node(child).new_file >= 0) {
        arrive(child, below, at.below(name));
      } else if (!node(child).new_below) {
        note_gone(child, below);
      } else if (node(child).seen.found == Found::Directory) {
        links_into(child, below, at.below(name));
      } else {
        make_directory(at.below(name), below);
        links_below(child, below, at.below(name));
      }
    }
  }

  // --- the whole
  // --------------------------------------------------------------------------------------------
  void refuse_own_state() {
    if (!is_below(place_.state, place_.home)) return;
    const std::string own = place_.state.substr(place_.home.size() + 1);
    for (const ManagedFile& file : to_.manifest.files) {
      if (file.target != own && !is_below(file.target, own) && !is_below(own, file.target)) continue;
      Conflict c;
      c.kind = Conflict::Kind::OwnState;
      c.path = c.target = file.target;
      c.source = to_.leaf(file.target);
      c.can_back_up = false;
      plan_.conflicts.push_back(std::move(c));
    }
  }

  void forget_kept() {
    std::erase_if(plan_.ledger.kept, [&](const Kept& kept) {
      return std::find(forgotten_.begin(), forgotten_.end(), kept.target) != forgotten_.end();
    });
  }

  void assemble() {
    if (!plan_.conflicts.empty()) return;
    const auto append = [](std::vector<Step>& to, std::vector<Step>& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    };
    const auto flip = [](std::string text) { return step(StepKind::Flip, {}, std::move(text)); };
    const std::string final_text = plan_.to_store.empty() ? "" : fmt::format("home-{}-link", plan_.to);
    const bool work = !first_.empty() || !exchanges_.empty() || !turns_.empty() || !last_.empty();
    if (!work) return;
    append(plan_.prepare, first_);
    if (!plan_.before.empty()) plan_.prepare.push_back(flip("../before"));
    append(plan_.prepare, exchanges_);
    if (!plan_.after.empty()) {
      plan_.finish.push_back(flip("../after"));
    } else if (plan_.flips() || !plan_.before.empty()) {
      plan_.finish.push_back(flip(final_text));
    }
    append(plan_.finish, turns_);
    if (!plan_.after.empty()) plan_.finish.push_back(flip(final_text));
    append(plan_.finish, last_);
  }

  const Place& place_;
  const Generation &from_, &to_;
  const Ledger& old_ledger_;
  const Observation& home_;
  const PlanOptions& options_;
  Plan plan_;
  unsigned counter_ = 0;
  std::vector<Step> first_;      // directories and links that nobody sees yet
  std::vector<Step> exchanges_;  // under `before`: what others own gives way, directories of links fold
  std::vector<Step> turns_;      // under `after`: links unfold, what was kept comes back
  std::vector<Step> last_;       // links that leave, what was left over, units
  std::vector<std::string> forgotten_;  // targets whose entries leave the ledger
};

}  // namespace

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::Added:
      return "added";
    case Change::Kind::Removed:
      return "removed";
    case Change::Kind::Changed:
      return "changed";
    case Change::Kind::Mended:
      return "mended";
    case Change::Kind::TakenOver:
      return "taken-over";
    case Change::Kind::BackedUp:
      return "backed-up";
    case Change::Kind::Restored:
      return "restored";
  }
  return "";
}

Plan make_plan(const Place& place, const Generation& from, const Generation& to, const Ledger& ledger,
               const Observation& home, const PlanOptions& options) {
  return Planner(place, from, to, ledger, home, options).run();
}

}  // namespace hm::activate
