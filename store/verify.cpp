// Hashes again what the index says is there.
#include "store/store_impl.hpp"

namespace hm {

Result<VerifyReport> Store::verify(const std::vector<StorePath>& paths,
                                   const std::function<bool()>& interrupted) {
  HM_CHECK(flush());
  VerifyReport report;
  HM_TRY(report.database, impl_->database->check());
  std::vector<PathInfo> objects;
  if (paths.empty()) {
    HM_TRY(objects, impl_->database->all());
  }
  for (const StorePath& path : paths) {
    HM_TRY(std::optional<PathInfo> info, impl_->database->find(path));
    if (!info) return fail(Code::NotFound, "'{}' is not in the store", impl_->physical(path));
    objects.push_back(std::move(*info));
  }
  using Kind = VerifyReport::Problem::Kind;
  for (const PathInfo& info : objects) {
    if (interrupted && interrupted()) return fail(Code::Interrupted, "interrupted while verifying the store");
    const std::string path = impl_->physical(info.path);
    HM_TRY(const NodeStatus status, impl_->fs.stat(At(path)));
    ++report.checked;
    if (status.kind == NodeKind::Missing) {
      report.problems.push_back({info.path, Kind::Missing, fmt::format("'{}' is not there", path)});
      continue;
    }
    NarHasher hasher;
    Status read = walk_tree(impl_->fs, At(path), path, nullptr, hasher);
    if (!read) {
      report.problems.push_back({info.path, Kind::Unreadable, read.error().message()});
      continue;
    }
    const NarSummary nar = hasher.finish();
    report.bytes += nar.size;
    if (!(nar.hash == info.nar_hash) || nar.size != info.nar_size) {
      report.problems.push_back({info.path, Kind::Changed,
                                 fmt::format("'{}' has changed: it had the hash {}, and has {}", path,
                                             info.nar_hash.sri(), nar.hash.sri())});
    }
  }
  return report;
}

}  // namespace hm
