// The command line, and what it takes from the page's package.
export { dashboardFiles } from './dashboard-files.ts';
export { main } from './main.ts';
