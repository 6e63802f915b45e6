// The verbs of the journal: each done, finished or taken back by looking first. A crash may come between any
// two system calls here, so every question is asked of the disk, never of memory.
#include <cerrno>

#include "activate/apply.hpp"
#include "activate/generation.hpp"

namespace hm::activate {
namespace {

bool is_absent(const Error& error) {
  const int number = error.os_error();
  return number == ENOENT || number == ENOTDIR || number == ELOOP;
}

// What stands at a place: its kind, and the text of a link. Absent too where a directory on the way is not
// one.
struct There {
  NodeKind kind = NodeKind::Missing;
  std::string text;
  bool is_link(const std::string& expected) const { return kind == NodeKind::Symlink && text == expected; }
};

Result<There> look(HomeDirectories& dirs, const Location& location) {
  There there;
  auto at = dirs.at(location);
  if (!at && is_absent(at.error())) return there;
  if (!at) return std::move(at).error();
  HM_TRY(const NodeStatus status, dirs.fs().stat(*at, Follow::No));
  there.kind = status.kind;
  if (status.kind == NodeKind::Symlink) {
    HM_TRY(there.text, dirs.fs().read_link(*at));
  }
  return there;
}

// Is this what the step made? A directory where the step has no text.
bool is_ours(const There& there, const Step& step) {
  return step.text.empty() ? there.kind == NodeKind::Directory : there.is_link(step.text);
}

Status rename(HomeDirectories& dirs, const Location& from, const Location& to, Rename how) {
  HM_CHECK(dirs.rename(from, to, how));
  dirs.touched(from);
  dirs.touched(to);
  dirs.forget();  // what was open may have moved
  return {};
}

Status exchange(HomeDirectories& dirs, const Step& step) {
  auto done = rename(dirs, step.aside, step.path, Rename::Exchange);
  if (!done && (done.error().os_error() == EINVAL || done.error().os_error() == ENOSYS)) {
    done.error().note("this file system cannot exchange two names in one step, which this switch needs");
  }
  return done;
}

Status unlink(HomeDirectories& dirs, const Location& location) {
  HM_TRY(const At at, dirs.at(location));
  dirs.touched(location);
  return dirs.fs().unlink(at);
}

Status unlink_ours(HomeDirectories& dirs, const Location& location, const std::string& text) {
  HM_TRY(const There there, look(dirs, location));
  return there.is_link(text) ? unlink(dirs, location) : Status();
}

Status make_directory(HomeDirectories& dirs, const Step& step) {
  HM_TRY(const At at, dirs.at(step.path));
  auto made = dirs.fs().make_directory(at, step.mode == 0 ? 0777 : step.mode);
  dirs.touched(step.path);
  if (!made && made.error().os_error() == EEXIST) {
    HM_TRY(const There there, look(dirs, step.path));
    return there.kind == NodeKind::Directory ? Status() : std::move(made);
  }
  if (made && step.mode != 0) return dirs.fs().set_mode(at, step.mode);
  return made;
}

Status make_link(HomeDirectories& dirs, const Location& location, const std::string& text) {
  HM_TRY(const At at, dirs.at(location));
  auto made = dirs.fs().make_symlink(text, at);
  dirs.touched(location);
  if (!made && made.error().os_error() == EEXIST) {
    HM_TRY(const There there, look(dirs, location));
    return there.is_link(text) ? Status() : std::move(made);
  }
  return made;
}

Status relink(HomeDirectories& dirs, const Step& step) {
  HM_TRY(const There there, look(dirs, step.path));
  if (there.is_link(step.text)) return unlink_ours(dirs, step.aside, step.text);
  if (there.kind == NodeKind::Missing) {
    HM_CHECK(make_link(dirs, step.path, step.text));
    return unlink_ours(dirs, step.aside, step.text);
  }
  if (there.kind != NodeKind::Symlink) {
    return fail(Code::Conflict, "'{}' was replaced while the switch was under way", step.path.path);
  }
  HM_CHECK(make_link(dirs, step.aside, step.text));
  return rename(dirs, step.aside, step.path, Rename::Replace);
}

Status remove_directory(HomeDirectories& dirs, const Location& location, Warnings& warnings) {
  auto at = dirs.at(location);
  if (!at && is_absent(at.error())) return {};
  if (!at) return std::move(at).error();
  auto removed = dirs.fs().remove_directory(*at);
  if (removed) {
    dirs.touched(location);
    dirs.forget();
    return {};
  }
  const int number = removed.error().os_error();
  if (number == ENOTEMPTY || number == EEXIST) {
    // Somebody put a file there; the directory is theirs now. One of ours with a name nobody knows is named.
    const std::size_t slash = location.path.rfind('/');
    if (location.path.substr(slash == std::string::npos ? 0 : slash + 1).starts_with(".hm-")) {
      warnings.push_back(fmt::format("'{}' holds files that appeared during the switch", location.path));
    }
    return {};
  }
  // Gone, not a directory any more, or a mount point: nothing of ours.
  if (is_absent(removed.error()) || number == EBUSY) return {};
  return removed;
}

Status unfold(HomeDirectories& dirs, const Step& step, Warnings& warnings) {
  HM_TRY(const There path, look(dirs, step.path));
  HM_TRY(const There aside, look(dirs, step.aside));
  if (aside.kind == NodeKind::Directory) {
    if (path.is_link(step.text)) {
      HM_CHECK(exchange(dirs, step));
    } else if (path.kind == NodeKind::Missing) {
      return rename(dirs, step.aside, step.path, Rename::NoReplace);
    } else {
      warnings.push_back(fmt::format("'{}' was replaced during the switch; its new links are in '{}'",
                                     step.path.path, step.aside.path));
      return {};
    }
  }
  return unlink_ours(dirs, step.aside, step.text);
}

Status restore(HomeDirectories& dirs, const Step& step, Warnings& warnings) {
  HM_TRY(const There path, look(dirs, step.path));
  HM_TRY(const There aside, look(dirs, step.aside));
  if (is_ours(aside, step)) return {};  // exchanged already
  if (aside.kind == NodeKind::Missing) {
    // Put back already, or gone: in neither case may a link of ours stay.
    return step.text.empty() ? Status() : unlink_ours(dirs, step.path, step.text);
  }
  if (path.kind == NodeKind::Missing) return rename(dirs, step.aside, step.path, Rename::NoReplace);
  if (is_ours(path, step)) return exchange(dirs, step);
  warnings.push_back(fmt::format("'{}' was replaced during the switch; what was put aside stays in '{}'",
                                 step.path.path, step.aside.path));
  return {};
}

}  // namespace

Status flip(HomeDirectories& dirs, const std::string& text) {
  Fs& fs = dirs.fs();
  constexpr const char* fresh = ".home.new";
  auto now = fs.read_link(At(dirs.profiles(), "home"));
  if (!now && now.error().os_error() != ENOENT) return std::move(now).error();
  if (now ? *now == text : text.empty()) return {};
  dirs.touched_profiles();
  if (text.empty()) return fs.unlink(At(dirs.profiles(), "home"));
  auto made = fs.make_symlink(text, At(dirs.profiles(), fresh));
  if (!made && made.error().os_error() == EEXIST) {  // left by a crash
    HM_CHECK(fs.unlink(At(dirs.profiles(), fresh)));
    made = fs.make_symlink(text, At(dirs.profiles(), fresh));
  }
  HM_CHECK(std::move(made));
  auto renamed = fs.rename(At(dirs.profiles(), fresh), At(dirs.profiles(), "home"), Rename::Replace);
  if (!renamed) ignore(fs.unlink(At(dirs.profiles(), fresh)), "the next flip removes it");
  return renamed;
}

Status prepare_step(HomeDirectories& dirs, const Step& step) {
  switch (step.kind) {
    case StepKind::MakeDirectory:
      return make_directory(dirs, step);
    case StepKind::Link:
      return make_link(dirs, step.path, step.text);
    case StepKind::Relink:
      return relink(dirs, step);
    case StepKind::Displace:
    case StepKind::Fold:
      return exchange(dirs, step);
    case StepKind::Flip:
      return flip(dirs, step.text);
    case StepKind::Unfold:
    case StepKind::Restore:
    case StepKind::Unlink:
    case StepKind::RemoveDirectory:
      break;
  }
  return fail(Code::StateDamaged, "a step '{}' cannot come before the flip", name_of(step.kind));
}

Status finish_step(HomeDirectories& dirs, const Step& step, Warnings& warnings) {
  switch (step.kind) {
    case StepKind::Flip:
      return flip(dirs, step.text);
    case StepKind::Unfold:
      return unfold(dirs, step, warnings);
    case StepKind::Restore:
      return restore(dirs, step, warnings);
    case StepKind::Unlink:
      return unlink_ours(dirs, step.path, step.text);
    case StepKind::RemoveDirectory:
      return remove_directory(dirs, step.path, warnings);
    case StepKind::MakeDirectory:
    case StepKind::Link:
    case StepKind::Relink: {
      auto done = prepare_step(dirs, step);
      const bool taken = !done && (done.error().code() == Code::Conflict ||
                                   done.error().os_error() == EEXIST || is_absent(done.error()));
      if (!taken) return done;
      warnings.push_back(fmt::format("'{}': {}", step.path.path, done.error().message()));
      return {};
    }
    case StepKind::Displace:
    case StepKind::Fold:
      break;
  }
  return fail(Code::StateDamaged, "a step '{}' cannot come after the flip", name_of(step.kind));
}

Status undo_step(HomeDirectories& dirs, const Journal& journal, const Step& step) {
  Warnings unheard;
  switch (step.kind) {
    case StepKind::MakeDirectory:
      return remove_directory(dirs, step.path, unheard);
    case StepKind::Link:
      return unlink_ours(dirs, step.path, step.text);
    // The text it has now leads through the present profile, to what it led to before.
    case StepKind::Relink:
      return unlink_ours(dirs, step.aside, step.text);
    case StepKind::Displace:
    case StepKind::Fold: {
      HM_TRY(const There path, look(dirs, step.path));
      HM_TRY(const There aside, look(dirs, step.aside));
      if (aside.kind == NodeKind::Missing || is_ours(aside, step) || !is_ours(path, step)) return {};
      return exchange(dirs, step);
    }
    case StepKind::Flip:
      return flip(dirs, journal.from_profile);
    case StepKind::Unfold:
    case StepKind::Restore:
    case StepKind::Unlink:
    case StepKind::RemoveDirectory:
      break;
  }
  return fail(Code::StateDamaged, "a step '{}' cannot be undone", name_of(step.kind));
}

}  // namespace hm::activate
