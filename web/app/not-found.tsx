import { en } from "@/text/en";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center px-4 text-center">
      <div>
        <h1 className="text-big font-semibold">{en.error.notFound}</h1>
        <p className="mt-1 text-ink-2">{en.error.notFoundNext}</p>
        {/* Loads the page anew: this one stands in every page's files, which need no more of it. */}
        <a href="/overview" className="control mt-4">
          {en.nav.overview}
        </a>
      </div>
    </main>
  );
}
