/** The kinds of drawings. */
import { BarChart, LineChart, ScatterChart } from "echarts/charts";

export const CHARTS = [BarChart, LineChart, ScatterChart];
